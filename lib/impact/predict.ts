import { isHttpPort, serviceRegistry } from "@/lib/xds/service-registry";
import type { AffectedHosts } from "./affected-hosts";
import { chainsFromEdges, chainsFromTraces, type CallChain } from "./call-chains";
import { pathEffectOf, worstPaths } from "./call-path";
import { callersOfClass, sortedCallers } from "./callers";
import { capacityEffects } from "./capacity";
import { addDestinations, destinationsFrom, destinationSums } from "./destinations";
import type { CallerEffect, Impact, PathEffect, Receiver, WhatIf } from "./model";
import type { ProxyClass } from "./proxy-classes";
import { receiverSearch, receiversFrom, receiversOfClass } from "./receivers";
import { countedCalls, type CountedCall, type SampledTrace } from "./request-samples";
import { routingView, type ChangedMeshObjects, type RoutingView } from "./routing-view";
import { indexEdges, type CallEdge, type EdgeIndex } from "./traffic-edges";
import { whatIf } from "./what-if";

/** What is known of live traffic; absent is unknown. */
export type LiveTraffic = {
  readonly edges?: readonly CallEdge[] | undefined;
  readonly traces?: readonly SampledTrace[] | undefined;
};

/** The next piece of a prediction: how much of its part is done, of how much. */
export type PredictionStep = {
  readonly part: "proxy classes" | "call chains" | "sampled requests";
  readonly done: number;
  readonly of: number;
};

export type Prediction = {
  readonly impact: Omit<Impact, "title" | "isNothing">;
  /** Parts that were ended early: their figures stand for `done` of `of`. */
  readonly cutShort: readonly PredictionStep[];
};

export type PredictionSteps<T = Prediction> = Generator<PredictionStep, T, boolean>;

/** What a change would do to live traffic. Parts that need what is unknown are absent. */
export function predictImpact(mesh: ChangedMeshObjects, traffic: LiveTraffic): Prediction["impact"] {
  const steps = predictionSteps(mesh, traffic);
  for (let next = steps.next(false); ; next = steps.next(false))
    if (next.done === true) return next.value.impact;
}

/**
 * The same piece by piece, for whoever has to breathe or to stop in between. It waits before each piece; the answer
 * true ends the part that the piece belongs to. Busy proxies come first, so that the least is lost by that.
 */
export function* predictionSteps(
  mesh: ChangedMeshObjects,
  traffic: LiveTraffic,
  affected?: AffectedHosts,
): PredictionSteps {
  const { edges, traces } = traffic;
  const calls = traces && countedCalls(traces);
  const view = routingView(mesh, affected);
  const index = edges && indexEdges(edges);
  const cutShort: PredictionStep[] = [];
  const compared = yield* comparedClasses(view, index, calls ?? [], cutShort);
  const chains = chainsOf(view, traffic);
  const paths = chains && (yield* comparedPaths(view, chains, cutShort));
  const asked = calls && (yield* askedRequests(view, calls, cutShort));
  const { routes, clusters, access } = view.affected;
  return {
    impact: {
      hosts: [...new Set([...routes, ...clusters, ...access])].toSorted(),
      ...compared,
      ...(paths === undefined ? {} : { paths }),
      ...(asked === undefined ? {} : { whatIf: asked }),
    },
    cutShort,
  };
}

function* comparedClasses(
  view: RoutingView,
  index: EdgeIndex | undefined,
  calls: readonly CountedCall[],
  cutShort: PredictionStep[],
): PredictionSteps<Pick<Impact, "receivers" | "callers" | "destinations" | "demand" | "capacity">> {
  const search = receiverSearch(view, index);
  const sums = destinationSums(calls);
  const compared = new Set<ProxyClass>();
  const receivers: Receiver[] = [];
  const callers: CallerEffect[] = [];
  for (const of of busiestFirst(view.classes, index)) {
    const step = { part: "proxy classes", done: compared.size, of: view.classes.length } as const;
    if (yield step) {
      cutShort.push(step);
      break;
    }
    compared.add(of);
    receivers.push(...receiversOfClass(search, of));
    yield step;
    for (const found of callersOfClass(view, of, index)) {
      callers.push(...found);
      yield step;
    }
    if (index !== undefined) addDestinations(sums, view, of, index);
  }
  const destinations = index && destinationsFrom(sums);
  return {
    receivers: receiversFrom(search, compared, receivers),
    callers: sortedCallers(callers),
    ...(destinations === undefined || index === undefined
      ? {}
      : { destinations, demand: sums.demand, capacity: capacityEffects(view, destinations, index) }),
  };
}

function busiestFirst(classes: readonly ProxyClass[], index: EdgeIndex | undefined): readonly ProxyClass[] {
  if (index === undefined) return classes;
  const sent = new Map(
    [...index.bySource].map(([key, hosts]) => [key, [...hosts.values()].reduce((sum, rps) => sum + rps, 0)]),
  );
  const rpsOf = new Map(
    classes.map((of) => [
      of,
      of.workloads.reduce((sum, { namespace, name }) => sum + (sent.get(`${namespace}/${name}`) ?? 0), 0),
    ]),
  );
  return classes.toSorted((a, b) => (rpsOf.get(b) ?? 0) - (rpsOf.get(a) ?? 0));
}

function* comparedPaths(
  view: RoutingView,
  chains: readonly CallChain[],
  cutShort: PredictionStep[],
): PredictionSteps<readonly PathEffect[]> {
  const paths: PathEffect[] = [];
  for (const [done, chain] of chains.entries()) {
    const step = { part: "call chains", done, of: chains.length } as const;
    if (yield step) {
      cutShort.push(step);
      break;
    }
    const path = pathEffectOf(view, chain);
    if (path !== undefined) paths.push(path);
  }
  return worstPaths(paths);
}

function* askedRequests(
  view: RoutingView,
  calls: readonly CountedCall[],
  cutShort: PredictionStep[],
): PredictionSteps<WhatIf> {
  const steps = whatIf(view, calls);
  for (let next = steps.next(false); ;) {
    if (next.done === true) return next.value;
    const step = { part: "sampled requests", done: next.value, of: calls.length } as const;
    const isEnd = yield step;
    if (isEnd) cutShort.push(step);
    next = steps.next(isEnd);
  }
}

/** From traces where there are any: they are how requests went. From metrics otherwise. */
function chainsOf(view: RoutingView, { edges, traces }: LiveTraffic): readonly CallChain[] | undefined {
  const fromTraces = traces === undefined ? [] : chainsFromTraces(traces);
  if (fromTraces.length > 0) return fromTraces;
  if (edges === undefined) return traces === undefined ? undefined : [];
  const registry = serviceRegistry(view.mesh.before);
  return chainsFromEdges(edges, view.hosts, (host) => registry.get(host)?.ports.find(isHttpPort)?.number);
}
