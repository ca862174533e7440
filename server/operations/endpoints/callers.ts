import { edgeQueries } from "@/lib/telemetry/istio/edge-queries";
import { edgesFromSamples } from "@/lib/telemetry/istio/edges-from-samples";
import { instantWindowMs } from "@/lib/telemetry/rate-window";
import type { Gathering } from "@/server/operations/gathering";
import { askInstant } from "@/server/operations/metrics/ask";
import type { ClusterSources, OperationContext } from "@/server/ports";

const lookBackMs = 15 * 60_000;

/** Workloads that called the service within the last minutes, as `namespace/workload`; undefined when nobody can say. */
export async function readCallers(
  ctx: OperationContext,
  sources: ClusterSources,
  gathering: Gathering,
  service: { readonly namespace: string; readonly name: string },
): Promise<ReadonlySet<string> | undefined> {
  const around = { kind: "service", ...service } as const;
  const windowMs = instantWindowMs(lookBackMs, sources.scrapeMs);
  const queries = edgeQueries({ namespaces: [], around }, windowMs).filter(
    ({ key }) => key === "requests" || key === "tcpOpened",
  );
  const samples = await askInstant(gathering, sources.metrics, queries, ctx.nowMs(), ctx.signal);
  if (samples.requests === undefined && samples.tcpOpened === undefined) return undefined;
  return new Set(
    edgesFromSamples(samples, sources.name).flatMap(({ source, destination }) =>
      destination.service?.name === service.name &&
      destination.service.namespace === service.namespace &&
      source.namespace !== undefined &&
      source.workload !== undefined
        ? [`${source.namespace}/${source.workload}`]
        : [],
    ),
  );
}
