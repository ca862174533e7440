import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFindingEngine } from "./engine";
import { checkMesh, meshRules } from "@/lib/config/check";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Manifest } from "@/lib/config/manifest";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const virtualServices = "networking.istio.io/VirtualService";

function virtualService(name: string, host: string, version = "1"): Manifest {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name, namespace: "shop", uid: name, resourceVersion: version },
    spec: { hosts: [host], http: [{ route: [{ destination: { host, subset: "v2" } }] }] },
  };
}

function service(name: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { selector: { app: name }, ports: [{ port: 80, name: "web" }] },
  };
}

const inventory = (objects: MeshObjects, nowMs = 0): Inventory => ({ objects, facts: {}, nowMs });

/** A rule that counts how often it was asked. */
function counting(rule: Partial<Rule>): { readonly rule: Rule; readonly runs: () => number } {
  let runs = 0;
  const check: Rule["check"] = () => {
    runs += 1;
    return [];
  };
  return { rule: { codes: ["X1"], reads: ["/Service"], ...rule, check }, runs: () => runs };
}

const names = fc.constantFrom("cart", "orders", "pay");
const meshes = fc.record(
  {
    "/Service": fc.uniqueArray(names).map((list) => list.map(service)),
    "/Pod": fc.constant([]),
    "networking.istio.io/ServiceEntry": fc.constant([]),
    "networking.istio.io/DestinationRule": fc.constant([]),
    [virtualServices]: fc
      .array(fc.tuple(names, names), { maxLength: 4 })
      .map((list) => list.map(([name, host], index) => virtualService(`${name}-${index}`, host, host))),
  },
  { requiredKeys: [] },
);

describe("the finding engine", () => {
  it("says after any changes what a first look would say", () => {
    fc.assert(
      fc.property(fc.array(meshes, { minLength: 1, maxLength: 6 }), (steps) => {
        const engine = createFindingEngine(meshRules);
        for (const objects of steps) {
          expect(engine.update(inventory(objects))).toEqual(checkMesh(inventory(objects)));
        }
      }),
    );
  });

  it("asks a rule again only when what it reads changed", () => {
    const { rule, runs } = counting({});
    const engine = createFindingEngine([rule]);
    const services = [service("cart")];
    engine.update(inventory({ "/Service": services, [virtualServices]: [] }));
    engine.update(
      inventory({ "/Service": services, [virtualServices]: [virtualService("a", "cart")] }, 5000),
    );
    expect(runs()).toBe(1);
    engine.update(inventory({ "/Service": [...services, service("pay")], [virtualServices]: [] }));
    expect(runs()).toBe(2);
  });

  it("takes a list of the same objects for the same list, read twice or not", () => {
    const { rule, runs } = counting({ reads: [virtualServices] });
    const engine = createFindingEngine([rule]);
    engine.update(inventory({ [virtualServices]: [virtualService("a", "cart")] }));
    engine.update(inventory({ [virtualServices]: [virtualService("a", "cart")] }));
    expect(runs()).toBe(1);
    engine.update(inventory({ [virtualServices]: [virtualService("a", "cart", "2")] }));
    expect(runs()).toBe(2);
  });

  it("asks again when a kind that was unknown is known, and the other way round", () => {
    const { rule, runs } = counting({});
    const engine = createFindingEngine([rule]);
    engine.update(inventory({}));
    engine.update(inventory({ "/Service": [] }));
    engine.update(inventory({}));
    expect(runs()).toBe(3);
  });

  it("asks rules of the clock when time passed and rules of facts when these changed", () => {
    const clock = counting({ readsClock: true });
    const facts = counting({ facts: ["calls"] });
    const engine = createFindingEngine([clock.rule, facts.rule]);
    engine.update({ objects: {}, facts: {}, nowMs: 1 });
    engine.update({ objects: {}, facts: {}, nowMs: 2 });
    expect([clock.runs(), facts.runs()]).toEqual([2, 1]);
    engine.update({ objects: {}, facts: { calls: [] }, nowMs: 2 });
    expect([clock.runs(), facts.runs()]).toEqual([2, 2]);
  });

  it("gives the same list while nothing changed", () => {
    const engine = createFindingEngine(meshRules);
    const objects = { "/Service": [service("cart")] };
    expect(engine.update(inventory(objects))).toBe(engine.update(inventory(objects, 9000)));
  });
});
