import { isHttpPort, serviceRegistry } from "@/lib/xds/service-registry";
import { chainsFromEdges, chainsFromTraces, type CallChain } from "./call-chains";
import { pathEffects } from "./call-path";
import { callerEffects } from "./callers";
import { capacityEffects } from "./capacity";
import { destinationEffects } from "./destinations";
import type { Impact } from "./model";
import { receiversOf } from "./receivers";
import { countedCalls, type SampledTrace } from "./request-samples";
import { routingView, type ChangedMeshObjects, type RoutingView } from "./routing-view";
import { indexEdges, type CallEdge } from "./traffic-edges";
import { whatIf } from "./what-if";

/** What is known of live traffic; absent is unknown. */
export type LiveTraffic = {
  readonly edges?: readonly CallEdge[] | undefined;
  readonly traces?: readonly SampledTrace[] | undefined;
};

/** What a change would do to live traffic. Parts that need what is unknown are absent. */
export function predictImpact(
  mesh: ChangedMeshObjects,
  traffic: LiveTraffic,
): Omit<Impact, "title" | "isNothing"> {
  const { edges, traces } = traffic;
  const calls = traces && countedCalls(traces);
  const view = routingView(mesh);
  const chains = chainsOf(view, traffic);
  const index = edges && indexEdges(edges);
  const spread = index && destinationEffects(view, index, calls ?? []);
  const { routes, clusters, access } = view.affected;
  return {
    hosts: [...new Set([...routes, ...clusters, ...access])].toSorted(),
    receivers: receiversOf(view, index),
    callers: callerEffects(view, index),
    ...(spread === undefined || index === undefined
      ? {}
      : {
          destinations: spread.destinations,
          demand: spread.demand,
          capacity: capacityEffects(view, spread.destinations, index),
        }),
    ...(chains === undefined ? {} : { paths: pathEffects(view, chains) }),
    ...(calls === undefined ? {} : { whatIf: whatIf(view, calls) }),
  };
}

/** From traces where there are any: they are how requests went. From metrics otherwise. */
function chainsOf(view: RoutingView, { edges, traces }: LiveTraffic): readonly CallChain[] | undefined {
  const fromTraces = traces === undefined ? [] : chainsFromTraces(traces);
  if (fromTraces.length > 0) return fromTraces;
  if (edges === undefined) return traces === undefined ? undefined : [];
  const registry = serviceRegistry(view.mesh.before);
  return chainsFromEdges(edges, view.hosts, (host) => registry.get(host)?.ports.find(isHttpPort)?.number);
}
