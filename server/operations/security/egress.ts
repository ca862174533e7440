import { meshWorkloads } from "@/lib/effective/mesh-workloads";
import type { Sourced } from "@/lib/evidence";
import { calledHosts, calledHostsQueries, type CalledHost } from "@/lib/security/called-hosts";
import { egressHostsFromCalls } from "@/lib/security/egress-proposal";
import { instantWindowMs } from "@/lib/telemetry/rate-window";
import { spanFromRange, type Scope } from "@/lib/time-range";
import { selectorMatches } from "@/lib/xds/mesh-objects";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { Gathering } from "@/server/operations/gathering";
import { askInstant } from "@/server/operations/metrics/ask";
import type { OperationContext } from "@/server/ports";

export type EgressRead = {
  readonly workloads: readonly string[];
  /** Busiest first; absent while the metrics are unknown. */
  readonly called?: readonly CalledHost[];
  /** Egress hosts that leave all of this in; absent while it is unknown. */
  readonly proposal?: readonly string[];
  readonly windowMs: number;
};

/** What the workloads of a selector were seen to call, and the Sidecar hosts that would leave it in. */
export async function readEgress(
  ctx: OperationContext,
  input: {
    readonly scope: Scope;
    readonly namespace: string;
    readonly selector: Readonly<Record<string, string>>;
  },
): Promise<Sourced<EgressRead>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, input.scope.cluster);
  const span = spanFromRange(input.scope.range, ctx.nowMs());
  const windowMs = instantWindowMs(span.endMs - span.startMs, sources.scrapeMs);
  const objects = await gathering.take("workloads", readMeshObjects(sources, ctx.signal));
  const workloads = meshWorkloads(objects ?? {}).filter(
    ({ namespace, labels }) => namespace === input.namespace && selectorMatches(input.selector, labels),
  );
  const names = workloads.map(({ name }) => name);
  // A whole namespace is asked for as such: its workloads may come and go within the window.
  const asked = Object.keys(input.selector).length === 0 ? undefined : names;
  const queries = calledHostsQueries(input.namespace, asked, windowMs);
  const samples = await askInstant(gathering, sources.metrics, queries, span.endMs, ctx.signal);
  const called = calledHosts(samples);
  return gathering.answer({
    workloads: names,
    windowMs,
    ...(called === undefined
      ? {}
      : {
          called,
          proposal: egressHostsFromCalls(
            input.namespace,
            called.flatMap(({ host, isInRegistry }) => (isInRegistry ? [host] : [])),
          ),
        }),
  });
}
