import { seedObjects } from "@/server/demo/kubernetes/seed-objects";
import { createObjectStore, type KubernetesStore } from "@/server/demo/kubernetes/store";
import { createWorld } from "@/server/demo/world/create-world";
import { buildMeshSpec } from "@/server/demo/world/mesh-spec";
import type { WorkloadSpec } from "@/server/demo/world/spec";
import type { DemoWorld, ScenarioName } from "@/server/demo/world/world";
import type { Manifest } from "@/lib/config/manifest";

export type WorldFixture = {
  readonly world: DemoWorld;
  readonly store: KubernetesStore;
  /** Moves the clock on. */
  readonly wait: (ms: number) => void;
  readonly workload: (app: string, version?: string) => WorkloadSpec;
  /** Replaces the spec of a stored object, or adds it. */
  readonly write: (object: Manifest) => void;
};

/** For tests: the seeded demo mesh six hours old, with a clock that stands still until it is moved. */
export function createWorldFixture(scenario: ScenarioName = "healthy"): WorldFixture {
  let now = Date.parse("2026-11-21T12:00:00Z");
  const nowMs = () => now;
  const originMs = now - 6 * 3_600_000;
  const spec = buildMeshSpec(1);
  const store = createObjectStore({ nowMs, objects: seedObjects(spec, originMs) });
  const world = createWorld({
    spec,
    store,
    nowMs,
    originMs,
    scenario,
    scenarioWriter: {
      create: (object) => write(object),
      remove: (object) => void store.remove({ ...keyOf(object) }),
    },
  });
  const keyOf = (object: Manifest) => ({
    group: object.apiVersion.split("/")[0] ?? "",
    kind: object.kind,
    namespace: object.metadata.namespace ?? "",
    name: object.metadata.name,
  });
  function write(object: Manifest): void {
    const present = store.get(keyOf(object));
    if (present === undefined) store.create(object);
    else store.replace({ ...present, spec: object.spec }, true);
  }
  return {
    world,
    store,
    wait: (ms) => {
      now += ms;
    },
    workload: (app, version) => {
      const found = spec.workloads.find((one) => one.app === app && (version ?? one.version) === one.version);
      if (found === undefined) throw new Error(`no workload of ${app}`);
      return found;
    },
    write,
  };
}

/** For tests: the weights of a split between v1 and v2 of a service. */
export function splitOf(namespace: string, name: string, v1: number, v2: number): Manifest {
  const host = `${name}.${namespace}.svc.cluster.local`;
  const to = (subset: string, weight: number) => ({ destination: { host, subset }, weight });
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { namespace, name },
    spec: { hosts: [host], http: [{ route: [to("v1", v1), to("v2", v2)] }] },
  };
}
