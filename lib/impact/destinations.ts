import { demandsOf } from "./demand";
import { accessFor } from "./sample-effect";
import type { DestinationEffect } from "./model";
import type { ProxyClass } from "./proxy-classes";
import type { CountedCall, SampledCall } from "./request-samples";
import { notFound, routeOutcome, type OutcomePart } from "./route-outcome";
import type { RoutingView, Side } from "./routing-view";
import { candidatesOf, takenRoute } from "./sample-match";
import type { MeshWorkload } from "@/lib/effective/mesh-workloads";
import { workloadKey, type EdgeIndex } from "./traffic-edges";

type Sum = {
  -readonly [K in keyof DestinationEffect]: DestinationEffect[K];
} & { nowRps: number; afterRps: number; mirroredNowRps: number; mirroredAfterRps: number };

/** Requests/s by place that they end up at, now and after, as more and more callers are added. */
export type DestinationSums = {
  readonly byCaller: ReadonlyMap<string, readonly CountedCall[]>;
  readonly sums: Map<string, Sum>;
  readonly demand: { sampledRps: number; assumedRps: number };
};

export function destinationSums(calls: readonly CountedCall[]): DestinationSums {
  const byCaller = new Map<string, CountedCall[]>();
  for (const call of calls) {
    const own = byCaller.get(workloadKey(call.source)) ?? [];
    byCaller.set(workloadKey(call.source), own);
    own.push(call);
  }
  return { byCaller, sums: new Map(), demand: { sampledRps: 0, assumedRps: 0 } };
}

/**
 * Adds the measured demand of each caller of a class, spread over the routes as its sampled requests are; as `GET /`
 * where there is no sample. Headers that traces don't carry count as absent.
 */
export function addDestinations(
  { byCaller, sums, demand }: DestinationSums,
  view: RoutingView,
  of: ProxyClass,
  edges: EdgeIndex,
): void {
  for (const workload of of.workloads) {
    const own = byCaller.get(`${workload.namespace}/${workload.name}`) ?? [];
    for (const { at, rps } of demandsOf(view, of, workload, edges)) {
      const before = view.virtualHost("before", of, at.port, at.host);
      const samples = own.filter(
        (call) => call.port === at.port && view.virtualHost("before", of, call.port, call.host) === before,
      );
      demand[samples.length === 0 ? "assumedRps" : "sampledRps"] += rps;
      const asked = samples.length === 0 ? [plain(at)] : samples;
      spread(view, sums, { of, workload, host: at.host, rps }, asked);
    }
  }
}

/** Busiest first. */
export function destinationsFrom({ sums }: DestinationSums): readonly DestinationEffect[] {
  return [...sums.values()]
    .filter((sum) => sum.nowRps + sum.afterRps + sum.mirroredNowRps + sum.mirroredAfterRps > 0)
    .toSorted((a, b) => b.afterRps - a.afterRps || b.nowRps - a.nowRps);
}

function plain({ host, port }: { readonly host: string; readonly port: number }): CountedCall {
  const source = { namespace: "", workload: "" };
  return { source, host, port, method: "GET", path: "/", headers: {}, count: 1 };
}

function spread(
  view: RoutingView,
  sums: Map<string, Sum>,
  from: { of: ProxyClass; workload: MeshWorkload; host: string; rps: number },
  samples: readonly CountedCall[],
): void {
  const total = samples.reduce((sum, { count }) => sum + count, 0);
  for (const sample of samples) {
    const rps = (from.rps * sample.count) / total;
    const access = accessFor(view, from.workload, sample);
    for (const side of ["before", "after"] as const) {
      const outcome = outcomeFor(view, side, from.of, sample);
      for (const part of outcome.parts) {
        const isDenied = access(side, part)?.decide(new Set()).outcome === "deny";
        const sum = sumOf(sums, from.host, isDenied ? denied(part) : part);
        sum[side === "before" ? "nowRps" : "afterRps"] += rps * part.share;
      }
      for (const part of outcome.mirrors) {
        const sum = sumOf(sums, from.host, part);
        sum[side === "before" ? "mirroredNowRps" : "mirroredAfterRps"] += rps * part.share;
      }
    }
  }
}

/** What a request becomes when none of its unknown headers has the value that a route asks for. */
function outcomeFor(view: RoutingView, side: Side, of: ProxyClass, call: SampledCall) {
  const host = view.virtualHost(side, of, call.port, call.host);
  const route = host === undefined ? undefined : takenRoute(candidatesOf(host, call), new Set());
  return route === undefined ? notFound : routeOutcome(view, side, of, route);
}

function denied(part: OutcomePart): OutcomePart {
  return { share: part.share, label: `403 ${part.label}`, kind: "answer", isFailure: true };
}

function sumOf(sums: Map<string, Sum>, host: string, part: OutcomePart): Sum {
  const key = `${host} ${part.label}`;
  const known = sums.get(key);
  if (known !== undefined) return known;
  const { workload } = part;
  const sum: Sum = {
    host,
    label: part.label,
    kind: part.kind,
    ...(workload === undefined
      ? {}
      : { workload: { namespace: workload.namespace, workload: workload.name } }),
    nowRps: 0,
    afterRps: 0,
    mirroredNowRps: 0,
    mirroredAfterRps: 0,
  };
  sums.set(key, sum);
  return sum;
}
