import { matchRoute } from "@/lib/xds/match-route";
import { routeConfigFor } from "@/lib/xds/route-config";
import { epochResultOf } from "@/server/demo/envoy/cluster-counters";
import { buildMeshIndex, hostOf, type MeshIndex, portOf, workloadKey } from "@/server/demo/world/mesh-index";
import { slowdown } from "@/server/demo/world/mesh-load";
import { createResolver, type Resolution } from "@/server/demo/world/resolve-route";
import {
  demandIn,
  errorRatioIn,
  hasExpiredCertificate,
  slownessIn,
} from "@/server/demo/world/scenario-effects";
import type { CallView } from "@/server/demo/world/call-view";
import { createCallSimulator } from "@/server/demo/world/simulate-call";
import type { CallSpec, FlowSpec, WorkloadSpec } from "@/server/demo/world/spec";
import type { DemoWorld, Epoch } from "@/server/demo/world/world";

/** How calls went in one epoch: the same simulation that the metrics come from, asked call by call. */
export type EpochCalls = {
  readonly index: MeshIndex;
  /** Undefined where nobody comes in. */
  readonly rootView: (flow: FlowSpec) => CallView | undefined;
  readonly resolutionOf: (view: CallView, flow: FlowSpec | undefined) => Resolution;
  /** The route's decorator, which names the spans of both sides. */
  readonly operationOf: (view: CallView, flow: FlowSpec | undefined) => string;
  readonly errorRatioOf: (workload: WorkloadSpec) => number;
  /** How much slower than usual a workload is, and the share of requests that it turns away. */
  readonly strainOf: (workload: WorkloadSpec) => { readonly slow: number; readonly refused: number };
};

const known = new WeakMap<Epoch, EpochCalls>();

export function epochCalls(world: DemoWorld, epoch: Epoch): EpochCalls {
  const calls = known.get(epoch) ?? buildEpochCalls(world, epoch);
  known.set(epoch, calls);
  return calls;
}

function buildEpochCalls(world: DemoWorld, epoch: Epoch): EpochCalls {
  const index = buildMeshIndex(world.spec);
  const { objects } = epoch;
  const { load } = epochResultOf(world, epoch);
  const resolver = createResolver(index, objects);
  const errorRatioOf = (workload: WorkloadSpec): number => errorRatioIn(epoch.scenario, workload);
  const slownessOf = (workload: WorkloadSpec): number => slownessIn(epoch.scenario, workload);
  const isExpired = (workload: WorkloadSpec): boolean => hasExpiredCertificate(epoch.scenario, workload);
  const simulator = createCallSimulator({
    index,
    objects,
    load,
    resolver,
    errorRatioOf,
    slownessOf,
    isExpired,
  });
  const views = new Map<FlowSpec, CallView>();
  const resolutions = new Map<CallView, Resolution>();
  const operations = new Map<CallView, string>();
  const strains = new Map<WorkloadSpec, { slow: number; refused: number }>();
  return {
    index,
    errorRatioOf,
    rootView: (flow) => {
      const entry = index.workloads.get(workloadKey(flow.gateway));
      if (entry === undefined || demandIn(epoch.scenario) === 0) return undefined;
      return remembered(views, flow, () => simulator.view(flow.root, entry, flow));
    },
    resolutionOf: (view, flow) =>
      remembered(resolutions, view, () => resolver.resolve(view.source, view.call, flow)),
    operationOf: (view, flow) =>
      remembered(operations, view, () => operationName(index, objects, view, flow)),
    strainOf: (workload) =>
      remembered(strains, workload, () => {
        const { slow, refused } = slowdown(load, workload);
        return { slow: slow * slownessOf(workload), refused };
      }),
  };
}

function remembered<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const present = map.get(key);
  if (present !== undefined) return present;
  const value = make();
  map.set(key, value);
  return value;
}

function operationName(
  index: MeshIndex,
  objects: Epoch["objects"],
  view: CallView,
  flow: FlowSpec | undefined,
): string {
  const { source, call } = view;
  const host = hostOf(view.service);
  const entering = flow !== undefined && source.dataplane === "gateway";
  const { namespace, labels } = source;
  const proxy = source.dataplane === "gateway" ? { namespace, labels, gateway: true } : { namespace, labels };
  const config = routeConfigFor({ objects, proxy, port: entering ? 80 : call.port });
  const route = matchRoute(config, requestOf(call, entering ? flow.host : host));
  return route?.operation ?? `${host}:${portOf(index, call)?.port ?? call.port}/*`;
}

function requestOf(call: CallSpec, host: string) {
  return { host, path: call.path, method: call.method, headers: call.headers ?? {} };
}
