import { describe, expect, it } from "vitest";
import { isUndoable } from "./is-undoable";
import type { Change } from "@/lib/changes/change";

const object: Change["objects"][number] = {
  ref: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", namespace: "shop", name: "cart" },
  action: "update",
  result: "written",
};

const change = (over: Partial<Change> = {}) =>
  isUndoable({ state: "applied", kind: "traffic_split", objects: [object], ...over });

describe("undo", () => {
  it("is for what was written and stands", () => {
    expect([change(), change({ state: "undone" }), change({ state: "failed" })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("never brings a fault or an ended run back", () => {
    expect([change({ kind: "fault_stage" }), change({ kind: "restore" })]).toEqual([false, false]);
  });

  it("is not for an order in a status", () => {
    expect(change({ kind: "delegate", objects: [{ ...object, subresource: "status" }] })).toBe(false);
  });
});
