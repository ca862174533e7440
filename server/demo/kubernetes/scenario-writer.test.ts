import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { splitOf } from "./request-fixture";
import { createScenarioWriter } from "./scenario-writer";
import { createObjectStore } from "./store";

const kind = ["networking.istio.io", "VirtualService"] as const;
const storeOf = (...objects: readonly Manifest[]) => createObjectStore({ nowMs: () => 0, objects });

describe("a scenario's writer", () => {
  it("takes back what it added", () => {
    const store = storeOf();
    const writer = createScenarioWriter(store);
    writer.create(splitOf("cart", 50, 50));
    expect(store.list(...kind)[0]?.metadata.managedFields).toMatchObject([{ manager: "kubectl-edit" }]);
    writer.remove(splitOf("cart", 50, 50));
    expect(store.list(...kind)).toEqual([]);
  });

  it("gives an object that was there its old spec again", () => {
    const store = storeOf(splitOf("cart", 90, 10));
    const writer = createScenarioWriter(store);
    writer.create(splitOf("cart", 50, 50));
    expect(store.list(...kind)[0]?.spec).toEqual(splitOf("cart", 50, 50).spec);
    writer.remove(splitOf("cart", 50, 50));
    expect(store.list(...kind)[0]?.spec).toEqual(splitOf("cart", 90, 10).spec);
    expect(store.list(...kind)[0]?.metadata.generation).toBe(3);
  });

  it("leaves alone what a person has changed since", () => {
    const store = storeOf();
    const writer = createScenarioWriter(store);
    writer.create(splitOf("cart", 50, 50));
    const [live] = store.list(...kind);
    expect(live).toBeDefined();
    store.replace({ ...splitOf("cart", 90, 10) }, true);
    writer.remove(splitOf("cart", 50, 50));
    expect(store.list(...kind)[0]?.spec).toEqual(splitOf("cart", 90, 10).spec);
  });
});
