import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { changedFields, semanticDiff } from "@/lib/config/semantic-diff";

const route = (spec: Record<string, unknown>, metadata: Record<string, unknown> = {}): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews", namespace: "bookinfo", ...metadata },
  spec,
});
const to = (subset: string, weight: number) => ({ destination: { host: "reviews", subset }, weight });

describe("the semantic difference", () => {
  it("is empty between equal objects, whatever the server added", () => {
    const before = route({ hosts: ["reviews"] }, { resourceVersion: "1", generation: 1, uid: "a" });
    const after = {
      ...route({ hosts: ["reviews"] }, { resourceVersion: "9", generation: 4 }),
      status: { ok: true },
    };
    expect(semanticDiff(before, after)).toEqual([]);
  });

  it("follows routes by name when others come in front", () => {
    const primary = { name: "primary", route: [to("v1", 100)] };
    const added = { name: "testers", match: [{ headers: { a: { exact: "b" } } }], route: [to("v2", 100)] };
    expect(semanticDiff(route({ http: [primary] }), route({ http: [added, primary] }))).toEqual([
      { op: "added", path: 'spec.http["testers"]', after: added },
    ]);
  });

  it("follows nameless routes by what they match", () => {
    const api = (weight: number) => ({ match: [{ uri: { prefix: "/api" } }], route: [to("v1", weight)] });
    expect(semanticDiff(route({ http: [api(100)] }), route({ http: [{ route: [] }, api(90)] }))).toEqual([
      { op: "changed", path: 'spec.http["uri prefix /api"].route["v1"].weight', before: 100, after: 90 },
      { op: "added", path: 'spec.http["*"]', after: { route: [] } },
    ]);
  });

  it("calls out a new order only where the first match wins", () => {
    const [a, b] = [{ name: "a" }, { name: "b" }];
    expect(semanticDiff(route({ http: [a, b] }), route({ http: [b, a] }))).toEqual([
      { op: "moved", path: "spec.http", before: ["a", "b"], after: ["b", "a"] },
    ]);
    expect(semanticDiff(route({ hosts: ["x", "y"] }), route({ hosts: ["y", "x"] }))).toEqual([]);
  });

  it("tells fields down to the first list, as managers own them", () => {
    const before = route({ http: [{ route: [to("v1", 100)] }], exportTo: ["."] });
    const after = route({ http: [{ route: [to("v1", 90), to("v2", 10)] }], exportTo: ["."] });
    expect(changedFields(before, after)).toEqual([["spec", "http"]]);
  });
});
