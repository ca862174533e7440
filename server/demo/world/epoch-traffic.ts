import type { Epoch } from "@/server/demo/world/world";
import type { CallSpec, WorkloadSpec } from "@/server/demo/world/spec";
import { type Distribution, logNormal, meanOf, point } from "./distribution";
import { type MeshIndex, workloadKey } from "./mesh-index";
import { clusterLoadKey, type MeshLoad, noLoad } from "./mesh-load";
import { hashText } from "./random";
import { createResolver } from "./resolve-route";
import { demandIn, errorRatioIn, hasExpiredCertificate, slownessIn } from "./scenario-effects";
import type { Attempt, CallView } from "./call-view";
import { createCallSimulator } from "./simulate-call";
import { addTraffic, type EpochTraffic, type TrafficRecord } from "./traffic-record";
import { passthroughCluster, unlisted } from "./unknown-service";

type Visit = (view: CallView, requestsPerSecond: number, flow: number) => void;

/** Walks what one flow sets off: each call with the rate at which it is made. */
function walk(view: CallView, requestsPerSecond: number, flow: number, visit: Visit): void {
  if (requestsPerSecond < 1e-7) return;
  visit(view, requestsPerSecond, flow);
  for (const { attempt, perRequest } of arrivals(view))
    for (const child of attempt.response?.calls ?? [])
      walk(child, requestsPerSecond * perRequest * attempt.worked * child.call.callsPerRequest, flow, visit);
}

/** What leaves the caller's proxy for each of its requests: attempts, and copies that nobody waits for. */
function arrivals(view: CallView): { readonly attempt: Attempt; readonly perRequest: number }[] {
  return [
    ...view.attempts.map((attempt) => ({ attempt, perRequest: view.attemptsPerRequest * attempt.share })),
    ...view.copies.map((attempt) => ({ attempt, perRequest: attempt.share })),
  ];
}

/** A flow by its number, and the requests/s with which it enters the mesh at its mean load. */
type FlowView = { readonly number: number; readonly demand: number; readonly view: CallView };

function viewFlows(index: MeshIndex, epoch: Epoch, load: MeshLoad): FlowView[] {
  const { objects } = epoch;
  const simulator = createCallSimulator({
    index,
    objects,
    load,
    resolver: createResolver(index, objects),
    errorRatioOf: (workload) => errorRatioIn(epoch.scenario, workload),
    slownessOf: (workload) => slownessIn(epoch.scenario, workload),
    isExpired: (workload) => hasExpiredCertificate(epoch.scenario, workload),
  });
  return index.spec.flows.flatMap((flow, number) => {
    const entry = index.workloads.get(workloadKey(flow.gateway));
    const demand = flow.requestsPerSecond * flow.root.callsPerRequest * demandIn(epoch.scenario);
    return entry === undefined ? [] : [{ number, demand, view: simulator.view(flow.root, entry, flow) }];
  });
}

type ClusterLoad = { readonly requestsPerSecond: number; readonly latencyMs: number };

/** Adds a rate to what is known, keeping the mean latency of both. */
function withRate(known: ClusterLoad | undefined, rate: number, latencyMs: number): ClusterLoad {
  const before = known ?? { requestsPerSecond: 0, latencyMs: 0 };
  const requestsPerSecond = before.requestsPerSecond + rate;
  if (requestsPerSecond === 0) return before;
  const sum = before.latencyMs * before.requestsPerSecond + latencyMs * rate;
  return { requestsPerSecond, latencyMs: sum / requestsPerSecond };
}

function measureLoad(flows: readonly FlowView[]): MeshLoad {
  const workloads = new Map<WorkloadSpec, number>();
  const failed = new Map<WorkloadSpec, number>();
  const reached = new Map<WorkloadSpec, number>();
  const clusters = new Map<string, ClusterLoad>();
  const grow = (map: Map<WorkloadSpec, number>, workload: WorkloadSpec, by: number) =>
    map.set(workload, (map.get(workload) ?? 0) + by);
  for (const { number, demand, view } of flows)
    walk(view, demand, number, (call, rate) => {
      for (const { attempt, perRequest } of arrivals(call)) {
        const { destination, target } = attempt;
        if (destination === undefined) continue;
        const arrived = rate * perRequest;
        grow(reached, destination, arrived);
        grow(workloads, destination, arrived * attempt.worked);
        grow(failed, destination, arrived * (attempt.response?.failureShare ?? 0));
        const key = clusterLoadKey(call.source, { name: target });
        const latencyMs = meanOf(attempt.response?.latency ?? point(0.3));
        clusters.set(
          key,
          withRate(clusters.get(key), arrived / Math.max(1, call.source.pods.length), latencyMs),
        );
      }
    });
  const failures = new Map(
    [...failed].map(([workload, rate]) => [workload, rate / Math.max(1e-9, reached.get(workload) ?? 0)]),
  );
  return { workloads, clusters, failures };
}

const bytesOf = new WeakMap<CallSpec, { readonly request: Distribution; readonly response: Distribution }>();

function sizesOf(call: CallSpec) {
  const known = bytesOf.get(call);
  if (known !== undefined) return known;
  const random = (what: string) => (hashText(`${what}/${call.service.name}${call.path}`) % 1000) / 1000;
  const request = logNormal(
    call.method === "GET" ? 420 + 300 * random("in") : 900 + 1400 * random("in"),
    0.25,
  );
  const sizes = { request, response: logNormal(700 + 9000 * random("out") ** 2, 0.35) };
  bytesOf.set(call, sizes);
  return sizes;
}

function securityLabel(security: Attempt["security"]): "mutual_tls" | "none" {
  return security === "mutual_tls" ? "mutual_tls" : "none";
}

function report(records: Map<string, TrafficRecord>, view: CallView, rate: number, flow: number): void {
  const sizes = sizesOf(view.call);
  const { source, protocol } = view;
  for (const outcome of view.outcomes) {
    const attempt = view.attempts.find((one) => one.destination === outcome.destination);
    const reached = attempt?.service ?? view.service;
    const service = outcome.target === passthroughCluster ? unlisted(reached, passthroughCluster) : reached;
    const identity = {
      reporter: "source",
      source,
      service,
      protocol,
      code: String(outcome.code),
      grpcStatus: outcome.grpcStatus ?? "",
      flags: outcome.flag,
      security: "unknown",
      ...(outcome.destination === undefined ? {} : { destination: outcome.destination }),
    } as const;
    addTraffic(records, identity, flow, rate * outcome.share, { ...sizes, latency: outcome.latency });
  }
  for (const { attempt, perRequest } of arrivals(view))
    for (const outcome of attempt.seen) {
      const { destination, service } = attempt;
      if (destination === undefined || destination.dataplane === "none") continue;
      const identity = {
        reporter: "destination",
        source,
        destination,
        service,
        protocol,
        code: String(outcome.code),
        grpcStatus: outcome.grpcStatus ?? "",
        flags: outcome.flag,
        security: securityLabel(attempt.security),
      } as const;
      addTraffic(records, identity, flow, rate * perRequest * outcome.share, {
        ...sizes,
        latency: outcome.latency,
      });
    }
}

export type EpochResult = { readonly traffic: EpochTraffic; readonly load: MeshLoad };

/**
 * The traffic of one epoch, by reporter and label set, as rates at each flow's mean load. The first pass measures how
 * much reaches whom; the second lets queues, limits and ejections follow from that.
 */
export function computeEpochTraffic(index: MeshIndex, epoch: Epoch): EpochResult {
  const load = measureLoad(viewFlows(index, epoch, noLoad));
  const flows = viewFlows(index, epoch, load);
  const traffic = new Map<string, TrafficRecord>();
  for (const { number, demand, view } of flows)
    walk(view, demand, number, (call, rate) => report(traffic, call, rate, number));
  return { traffic, load: measureLoad(flows) };
}
