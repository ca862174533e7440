import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { routingKinds } from "@/server/demo/world/create-world";
import { randomOf } from "@/server/demo/world/random";
import type { DemoWorld } from "@/server/demo/world/world";
import { meshProxies } from "./mesh-proxies";
import { appendChange, type ConfigPush, firstPush, type PushTiming } from "./push";

const watched = [
  ...routingKinds,
  ["networking.istio.io", "EnvoyFilter"],
  ["extensions.istio.io", "WasmPlugin"],
  ["security.istio.io", "RequestAuthentication"],
  ["discovery.k8s.io", "EndpointSlice"],
] as const;
const filterKey = "networking.istio.io/EnvoyFilter";
const watchedKeys = new Set(watched.map(([group, kind]) => `${group}/${kind}`));

/** The control plane's memory of one world, shared by all servers that answer for it. */
export type PushLog = {
  readonly pushes: () => readonly ConfigPush[];
  readonly timing: PushTiming;
};

const logs = new WeakMap<DemoWorld, PushLog>();

/** The push log of a world; it listens to the world's writes from the first time that it is asked for. */
export function pushLogOf(world: DemoWorld): PushLog {
  const known = logs.get(world);
  if (known !== undefined) return known;
  let pushes = initialPushes(world);
  world.store.onChange(({ object }) => {
    const key = `${groupFromApiVersion(object.apiVersion)}/${object.kind}`;
    if (!watchedKeys.has(key)) return;
    const change = { key, namespace: object.metadata.namespace ?? "" };
    pushes = appendChange(pushes, change, captureObjects(world), world.nowMs());
  });
  const log = { pushes: () => pushes, timing: { seed: world.spec.seed, laggingProxy: laggingProxy(world) } };
  logs.set(world, log);
  return log;
}

/** Filters came a minute after the proxies: one that is refused leaves a proxy with what it had before. */
function initialPushes(world: DemoWorld): readonly ConfigPush[] {
  const objects = captureObjects(world);
  const filters = objects[filterKey] ?? [];
  if (filters.length === 0) return [firstPush(objects, world.originMs)];
  const first = [firstPush({ ...objects, [filterKey]: [] }, world.originMs)];
  return filters.reduce<readonly ConfigPush[]>((log, filter) => {
    const change = { key: filterKey, namespace: filter.metadata.namespace ?? "" };
    return appendChange(log, change, objects, world.originMs + 60_000);
  }, first);
}

function captureObjects(world: DemoWorld): MeshObjects {
  const settings = world.store.list("", "ConfigMap").filter((object) => object.metadata.name === "istio");
  return {
    ...Object.fromEntries(
      watched.map(([group, kind]) => [`${group}/${kind}`, world.store.list(group, kind)]),
    ),
    "/ConfigMap": settings,
  };
}

/** One sidecar of the mesh is slow to answer. */
function laggingProxy(world: DemoWorld): string | undefined {
  const sidecars = meshProxies(world.spec).filter((proxy) => proxy.type === "sidecar");
  return sidecars[Math.floor(randomOf(world.spec.seed, "lagging proxy") * sidecars.length)]?.id;
}
