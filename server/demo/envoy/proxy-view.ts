import { podAt } from "@/lib/xds/pod-endpoints";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { connectionOf, lostSinceMs, outages } from "@/server/demo/istiod/connections";
import type { MeshProxy } from "@/server/demo/istiod/mesh-proxies";
import { type ConfigPush, proxyState, type ProxyState } from "@/server/demo/istiod/push";
import { pushLogOf } from "@/server/demo/istiod/push-log";
import type { MeshSpec } from "@/server/demo/world/spec";
import type { DemoWorld } from "@/server/demo/world/world";

/** One type of configuration as a proxy runs it. */
export type TypeView = {
  readonly objects: MeshObjects;
  readonly version: string;
  readonly updatedMs: number;
};

/** What a proxy's configuration is built from: the objects that it had when it accepted each type. */
export type ProxyView = {
  readonly spec: MeshSpec;
  readonly proxy: MeshProxy;
  readonly cds: TypeView;
  readonly eds: TypeView;
  readonly lds: TypeView;
  readonly rds: TypeView;
  readonly state: ProxyState;
};

/** Where a proxy stands now: a connection that is lost keeps it at what it had. */
export function currentState(world: DemoWorld, proxy: MeshProxy): ProxyState {
  const log = pushLogOf(world);
  const lostMs = lostSinceMs(world, proxy) ?? outages(world).at(-1)?.startMs;
  const now = world.nowMs();
  const connected = connectionOf(world, proxy) !== undefined;
  const untilMs = connected || lostMs === undefined ? now : Math.min(now, lostMs);
  return proxyState(log.pushes(), proxy, untilMs, log.timing);
}

/** The configuration that a proxy runs: for each type the push that it acknowledged last. */
export function runningView(world: DemoWorld, proxy: MeshProxy): ProxyView {
  const state = currentState(world, proxy);
  const first = pushLogOf(world).pushes()[0];
  const view = (type: "cds" | "eds" | "lds" | "rds"): TypeView => {
    const entry = state[type];
    const push = entry?.acked ?? first;
    return {
      objects: push?.objects ?? {},
      version: push?.version ?? "",
      updatedMs: entry?.ackedAtMs ?? world.originMs,
    };
  };
  return {
    spec: world.spec,
    proxy,
    cds: view("cds"),
    eds: view("eds"),
    lds: view("lds"),
    rds: view("rds"),
    state,
  };
}

/** The configuration that istiod would send now, all types from its newest push. */
export function intendedView(world: DemoWorld, proxy: MeshProxy): ProxyView {
  const pushes = pushLogOf(world).pushes();
  const now = world.nowMs();
  const push: ConfigPush | undefined = pushes.findLast((entry) => entry.atMs <= now) ?? pushes[0];
  const type = {
    objects: push?.objects ?? {},
    version: push?.version ?? "",
    updatedMs: push?.atMs ?? world.originMs,
  };
  return { spec: world.spec, proxy, cds: type, eds: type, lds: type, rds: type, state: {} };
}

/** SPIFFE ids of the accounts behind the pods at these addresses, without repeats. */
export function accountsAt(
  spec: MeshSpec,
  objects: MeshObjects,
  addresses: readonly string[],
): readonly string[] {
  const ids = addresses.flatMap((address) => {
    const pod = podAt(objects, address);
    const account = pod?.spec.spec?.serviceAccountName;
    if (pod === undefined || account === undefined) return [];
    return `spiffe://${spec.trustDomain}/ns/${pod.namespace}/sa/${account}`;
  });
  return [...new Set(ids)].sort();
}
