import type { LocatedEdge } from "@/lib/causes/derive/locate-edge";
import { traceEvidence } from "@/lib/causes/derive/trace-evidence";
import type { TraceEvidence } from "@/lib/causes/evidence";
import { SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { TimeSpan } from "@/lib/time-range";
import type { SpanColumns } from "@/lib/traces/span-columns";
import type { Gathering } from "@/server/operations/gathering";
import type { ClusterSources } from "@/server/ports";

const most = 20;
const patienceMs = 4000;

/** What the newest failing traces of the caller, else of the destination, say of the call: one request of Jaeger. */
export async function readTraces(
  gathering: Gathering,
  sources: ClusterSources,
  edge: LocatedEdge,
  span: TimeSpan,
  signal: AbortSignal,
): Promise<TraceEvidence | undefined> {
  const { caller, host, service } = edge;
  const name =
    spanService(caller?.workload?.labels, caller?.party) ??
    (service === undefined ? undefined : `${service.name}.${service.namespace}`);
  if (name === undefined || host === undefined) return undefined;
  const found = sources.traces.sample({ service: name, tags: { error: "true" }, limit: most }, span, {
    purpose: `failing traces of ${name}`,
    signal,
    timeoutMs: patienceMs,
  });
  // A console without Jaeger is no fault to warn of.
  const traces = await gathering.take("failing traces", found.catch(withoutJaeger));
  return traces === undefined ? undefined : traceEvidence(traces, host, caller?.party);
}

function withoutJaeger(error: unknown): Sourced<readonly SpanColumns[]> {
  if (error instanceof SourceError && error.reason === "not_configured")
    return { data: [], warnings: [], evidence: [] };
  throw error;
}

/** The name that spans of a workload carry: `app.namespace`, as Istio sets it. */
function spanService(
  labels: Readonly<Record<string, string>> | undefined,
  party: { readonly namespace: string } | undefined,
): string | undefined {
  const app = labels?.["service.istio.io/canonical-name"] ?? labels?.["app"];
  return app === undefined || party === undefined ? undefined : `${app}.${party.namespace}`;
}
