import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { createWorld } from "./create-world";
import { createFixtureStore } from "./fixture-store";
import { buildMeshSpec } from "./mesh-spec";
import { scenarioWriterFor } from "./scenario-writer";

const spec = buildMeshSpec(7);
const host = "payments.orders.svc.cluster.local";
const rule = (name: string): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { namespace: "orders", name },
  spec: { host },
});

function worldAt(nowMs: number) {
  const clock = { nowMs };
  const store = createFixtureStore(spec);
  const writable = {
    get: (key: { kind: string; namespace: string; name: string }) =>
      store
        .list("networking.istio.io", key.kind)
        .find((one) => one.metadata.name === key.name && one.metadata.namespace === key.namespace),
    create: store.put,
    remove: (key: { kind: string; namespace: string; name: string }) =>
      store.remove(key.kind, key.namespace, key.name),
  };
  const world = createWorld({
    spec,
    store,
    nowMs: () => clock.nowMs,
    originMs: 0,
    scenario: "healthy",
    scenarioWriter: scenarioWriterFor(writable),
  });
  const named = (kind: string, name: string) => writable.get({ kind, namespace: "orders", name });
  return { clock, store, world, named };
}

describe("the epochs of a world", () => {
  it("begin with a write to a routing object and keep what stood before", () => {
    const { clock, store, world } = worldAt(1000);
    store.put(rule("payments"));
    clock.nowMs = 2000;
    store.put({ apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "orders", name: "other" } });
    expect(world.epochs().map((epoch) => epoch.startMs)).toEqual([0, 1000]);
    const rules = world.epochs().map((epoch) => epoch.objects["networking.istio.io/DestinationRule"]?.length);
    expect(rules).toEqual([0, 1]);
  });

  it("hold all writes of one millisecond together", () => {
    const { store, world } = worldAt(1000);
    store.put(rule("a"));
    store.put(rule("b"));
    expect(world.epochs()).toHaveLength(2);
    expect(world.epochs()[1]?.objects["networking.istio.io/DestinationRule"]).toHaveLength(2);
  });

  it("change with the scenario, whose objects can be found in the store until it ends", () => {
    const { clock, world, named } = worldAt(1000);
    world.setScenario("retry-storm");
    expect(world.epochs().map((epoch) => epoch.scenario)).toEqual(["healthy", "retry-storm"]);
    expect(named("VirtualService", "payments")).toBeDefined();
    clock.nowMs = 2000;
    world.setScenario("healthy");
    expect(named("VirtualService", "payments")).toBeUndefined();
    expect(world.epochs().map((epoch) => epoch.scenario)).toEqual(["healthy", "retry-storm", "healthy"]);
  });

  it("leave alone what a person wrote under the name of a scenario's object", () => {
    const { store, world, named } = worldAt(1000);
    const own = { ...rule("shipping"), spec: { host, subsets: [] } };
    store.put(own);
    world.setScenario("mtls-mismatch");
    world.setScenario("healthy");
    expect(named("DestinationRule", "shipping")).toEqual(own);
  });
});
