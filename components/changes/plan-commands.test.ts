import { describe, expect, it } from "vitest";
import { mergePatch } from "./merge-patch";
import { applyCommand, fileOf, patchCommands } from "./plan-commands";
import type { PlannedObject } from "@/lib/changes/change-set";

const ref = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  namespace: "shop",
  name: "cart",
};
const manifest = (spec: Record<string, unknown>) => ({
  apiVersion: ref.apiVersion,
  kind: ref.kind,
  metadata: { name: ref.name, namespace: ref.namespace },
  spec,
});
const object = (
  action: PlannedObject["action"],
  before?: PlannedObject["before"],
  after?: PlannedObject["after"],
): PlannedObject => ({
  ref,
  action,
  diff: [],
  owners: [],
  conflicts: [],
  dryRun: { state: "accepted", warnings: [] },
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});
const plan = (...objects: PlannedObject[]) => ({ objects, service: { namespace: "shop", name: "cart" } });

describe("a merge patch", () => {
  it("sends only what differs, lists whole, and null for what is gone", () => {
    const before = { a: 1, b: { c: 2, d: 3 }, list: [1, 2], gone: true };
    const after = { a: 1, b: { c: 2, d: 4 }, list: [1, 3] };
    expect(mergePatch(before, after)).toEqual({ b: { d: 4 }, list: [1, 3], gone: null });
  });

  it("is nothing between equals", () => {
    expect(mergePatch({ a: [{ b: 1 }] }, { a: [{ b: 1 }] })).toBeUndefined();
  });
});

describe("commands for a plan", () => {
  it("patch what is there, with quotes that a shell leaves alone", () => {
    const changed = object("update", manifest({ note: "a" }), manifest({ note: "it's" }));
    expect(patchCommands(plan(changed))).toBe(
      String.raw`kubectl patch virtualservice.networking.istio.io cart -n shop --type=merge -p '{"spec":{"note":"it'\''s"}}'`,
    );
  });

  it("send a status to its own address, which an apply of a file does not reach", () => {
    const withStatus = (status: unknown) => ({ ...manifest({}), status });
    const update = object("update", withStatus({ paused: [1] }), withStatus({ abort: true }));
    const command = `kubectl patch virtualservice.networking.istio.io cart -n shop --subresource=status --type=merge -p '{"status":{"paused":null,"abort":true}}'`;
    const own = plan({ ...update, subresource: "status" });
    expect([patchCommands(own), applyCommand(own)]).toEqual([command, command]);
  });

  it("create and delete in the plan's order", () => {
    const lines = patchCommands(
      plan(object("create", undefined, manifest({})), object("delete", manifest({}))),
    );
    expect(lines).toMatch(/^kubectl apply -f - <<'EOF'\n\{/);
    expect(lines.split("\n").at(-1)).toBe("kubectl delete virtualservice.networking.istio.io cart -n shop");
  });

  it("apply the file before anything is deleted", () => {
    const command = applyCommand(
      plan(object("update", manifest({}), manifest({})), object("delete", manifest({}))),
    );
    expect(command).toBe(
      "kubectl apply -f shop-cart-change.yaml && kubectl delete virtualservice.networking.istio.io cart -n shop",
    );
  });

  it("name the file of a whole namespace by the namespace", () => {
    expect(fileOf({ objects: [], service: { namespace: "shop", name: "" } })).toBe("shop-change.yaml");
  });
});
