import type { LiveTraffic } from "@/lib/impact/predict";
import { sampledTraces, type SampledTrace } from "@/lib/impact/request-samples";
import { callEdges, callEdgesQuery } from "@/lib/impact/traffic-edges";
import type { Sourced } from "@/lib/evidence";
import { serviceFromHost } from "@/lib/mesh/service-host";
import { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext, TraceSource } from "@/server/ports";

const tracesOfService = 200;
const mostServices = 4;
const windowMs = 15 * 60_000;
/** Each settled edit asks again; traces of the last minutes do not change that fast. */
const keptMs = 60_000;

type Kept = { readonly untilMs: number; readonly traces: Promise<Sourced<readonly SampledTrace[]>> };
const samples = new WeakMap<TraceSource, Map<string, Kept>>();

/** Rates of all calls of the mesh, and recent traces of the services behind `hosts`. What a source refuses is absent. */
export async function readLiveTraffic(
  ctx: OperationContext,
  sources: ClusterSources,
  hosts: readonly string[],
): Promise<Sourced<LiveTraffic>> {
  const gathering = new Gathering();
  const call = { purpose: "requests between workloads", signal: ctx.signal };
  const names = servicesOf(hosts);
  const [edges, ...traces] = await Promise.all([
    gathering.take(call.purpose, sources.metrics.query(callEdgesQuery, ctx.nowMs(), call)),
    ...names.map((name) => gathering.take("recent requests", keptTraces(ctx, sources, name))),
  ]);
  const known = traces.filter((one) => one !== undefined);
  return gathering.answer({
    edges: edges && callEdges(edges),
    traces: names.length > 0 && known.length === 0 ? undefined : known.flat(),
  });
}

/** The names that spans of these services carry: `reviews.bookinfo`, as Istio sets it. */
function servicesOf(hosts: readonly string[]): readonly string[] {
  const names = hosts.flatMap((host) => {
    const service = serviceFromHost(host, "");
    return service === undefined || service.namespace === "" || !host.includes(".svc.")
      ? []
      : [`${service.name}.${service.namespace}`];
  });
  return [...new Set(names)].slice(0, mostServices);
}

/** Not bound to one reader's signal: the next edit wants the same traces. */
function keptTraces(
  ctx: OperationContext,
  sources: ClusterSources,
  service: string,
): Promise<Sourced<readonly SampledTrace[]>> {
  const own = samples.get(sources.traces) ?? new Map<string, Kept>();
  samples.set(sources.traces, own);
  const nowMs = ctx.nowMs();
  const known = own.get(service);
  if (known !== undefined && known.untilMs > nowMs) return known.traces;
  for (const [name, { untilMs }] of own) if (untilMs <= nowMs) own.delete(name);
  const traces = sources.traces
    .sample(
      { service, tags: {}, limit: tracesOfService },
      { startMs: nowMs - windowMs, endMs: nowMs },
      { purpose: "recent requests", timeoutMs: 8000 },
    )
    .then((answer) => ({ ...answer, data: sampledTraces(answer.data) }));
  own.set(service, { untilMs: nowMs + keptMs, traces });
  traces.catch(() => own.delete(service));
  return traces;
}
