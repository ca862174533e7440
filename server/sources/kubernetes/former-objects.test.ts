import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { createFormerObjects, readableFormer } from "./former-objects";

const group = "networking.istio.io";
const rule = (generation: number, namespace = "shop"): Manifest => ({
  apiVersion: `${group}/v1`,
  kind: "Sidecar",
  metadata: { name: "front", namespace, generation },
});
const change = { group, kind: "Sidecar", atMs: 5 } as const;

describe("what the mesh's objects were before", () => {
  it("is noted when one is rewritten or deleted, and not when it is made", () => {
    const former = createFormerObjects();
    former.note({ ...change, type: "added", object: rule(1) });
    former.note({ ...change, type: "modified", object: rule(2), before: rule(1) });
    former.note({ ...change, type: "deleted", object: rule(2), before: rule(2), atMs: 9 });
    expect(former.all().map(({ manifest, atMs }) => [manifest.metadata.generation, atMs])).toEqual([
      [1, 5],
      [2, 9],
    ]);
  });

  it("is not noted for a status, nor for what is no configuration of the mesh", () => {
    const former = createFormerObjects();
    former.note({ ...change, type: "modified", object: rule(1), before: rule(1) });
    former.note({ ...change, group: "", kind: "Pod", type: "deleted", object: rule(1), before: rule(1) });
    expect(former.all()).toEqual([]);
  });

  it("keeps the newest when there is too much", () => {
    const former = createFormerObjects();
    for (let at = 1; at <= 600; at += 1)
      former.note({ ...change, type: "deleted", object: rule(at), before: rule(at), atMs: at });
    expect([former.all().length, former.all().at(-1)?.atMs]).toEqual([500, 600]);
  });

  it("is told only of namespaces that the person may list", async () => {
    const all = [
      { manifest: rule(1, "shop"), atMs: 1 },
      { manifest: rule(1, "orders"), atMs: 2 },
    ];
    const gate = async () => new Set(["orders"]);
    const seen = await readableFormer(all, gate, { purpose: "test" });
    expect(seen.map(({ atMs }) => atMs)).toEqual([2]);
    expect(await readableFormer(all, undefined, { purpose: "test" })).toEqual(all);
  });
});
