import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { requestFromSpanFacts } from "@/lib/proxies/explain-flow/request-from-span";
import { meshFactsFromSpan, type MeshFacts } from "@/lib/traces/mesh-facts";
import { semanticKeys } from "@/lib/traces/semantic-keys";
import { attributeOfRow } from "@/lib/traces/span-attributes";
import { buildTraceTable, type TraceTable } from "@/lib/traces/trace-table";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { SpanRead } from "@/server/operations/explain/answers";
import type { SpanInput } from "@/server/operations/explain/input";
import { Gathering } from "@/server/operations/gathering";
import type { Call, OperationContext } from "@/server/ports";

/** The request that a span tells of, ready to explain. Throws not_found for an unknown span, invalid_input for one of no proxy. */
export async function requestFromSpan(ctx: OperationContext, input: SpanInput): Promise<Sourced<SpanRead>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, input.cluster);
  const call = (purpose: string): Call => ({ purpose, signal: ctx.signal });
  const trace = await sources.traces.get(input.traceId, call(`trace ${input.traceId}`));
  gathering.warnings.push(...trace.warnings);
  gathering.evidence.push(...trace.evidence);
  const table = buildTraceTable(trace.data);
  const row = table.spanIds.findIndex((id) => id.toLowerCase() === input.spanId.toLowerCase());
  if (row < 0) {
    throw new ConsoleError("not_found", phrase("no_span", { span: input.spanId }), {
      hint: phrase("trace_in_parts"),
      details: { field: "spanId" },
    });
  }
  const facts = meshFactsFromSpan(table, row);
  const read = (keys: readonly string[]) => attributeOfRow(table, askedRow(table, row, facts), keys);
  const request = requestFromSpanFacts(facts, {
    url: read(semanticKeys.httpUrl),
    method: read(semanticKeys.httpMethod),
    userAgent: read(["user_agent", "user_agent.original"]),
    kind: table.kinds[row] ?? 0,
  });
  if (request === undefined) {
    throw new ConsoleError("invalid_input", phrase("span_without_request"), {
      hint: phrase("choose_proxy_span"),
      details: { field: "spanId" },
    });
  }
  const pods = await gathering.takeObjects(
    "pod of the proxy",
    sources.kubernetes.list("", "Pod", call("pod of the proxy")),
  );
  const names = (pods ?? []).map(({ metadata }) => ({
    namespace: metadata.namespace ?? "",
    pod: metadata.name,
  }));
  const proxy = proxyOf(facts, pods === undefined ? undefined : names);
  const target: DumpTarget | undefined =
    proxy.found === undefined ? undefined : { cluster: input.cluster, ...proxy.found, view: "envoy" };
  return gathering.answer({
    request,
    seen: seenIn(table, row, facts),
    notes: proxy.code === undefined ? [] : [{ code: proxy.code, values: { pod: facts.proxy?.pod ?? "" } }],
    ...(target === undefined ? {} : { target }),
  });
}

/** A gateway's client span tells of what it sent; what it was asked for is in the server span above. */
function askedRow(table: TraceTable, row: number, { proxy }: MeshFacts): number {
  const parent = table.parent[row] ?? -1;
  const isSent = proxy?.role === "router" && table.kinds[row] === 3 && table.kinds[parent] === 2;
  return isSent && attributeOfRow(table, parent, semanticKeys.httpUrl) !== undefined ? parent : row;
}

type PodName = { readonly namespace: string; readonly pod: string };

/** The span's own pod, or another of its workload when that one is gone. */
function proxyOf(
  { proxy }: MeshFacts,
  pods: readonly PodName[] | undefined,
): { readonly found?: PodName; readonly code?: string } {
  if (proxy === undefined) return { code: "span_without_proxy" };
  const own = { namespace: proxy.namespace, pod: proxy.pod };
  if (pods === undefined || pods.some((each) => each.pod === own.pod && each.namespace === own.namespace))
    return { found: own };
  const workload = workloadFromPodName(proxy.pod);
  const heir = pods.find(
    (each) => each.namespace === own.namespace && workloadFromPodName(each.pod) === workload,
  );
  return heir === undefined ? { code: "span_pod_gone" } : { found: heir, code: "span_pod_replaced" };
}

function seenIn(table: TraceTable, row: number, facts: MeshFacts): SpanRead["seen"] {
  const status = Number(attributeOfRow(table, row, semanticKeys.httpStatus));
  const cluster = facts.upstream?.cluster ?? facts.specialCluster;
  return {
    startMs: (table.startUs + (table.offsetUs[row] ?? 0)) / 1000,
    ...(Number.isInteger(status) && status > 0 ? { status } : {}),
    ...(facts.responseFlags.length === 0 ? {} : { flags: facts.responseFlags.join(",") }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(facts.upstreamAddress === undefined ? {} : { peer: facts.upstreamAddress }),
  };
}
