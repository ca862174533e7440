import { describe, expect, it } from "vitest";
import { ambientDifferences, ipFromBytes, viewFromAmbientz, viewFromDump } from "./istiod-view";
import type { AmbientWorkload } from "./model";

describe("ipFromBytes", () => {
  it.each([
    [btoa("10.0.0.1"), "10.0.0.1"],
    [btoa(String.fromCharCode(10, 0, 0, 1)), "10.0.0.1"],
    [btoa("fd00::1"), "fd00::1"],
    [btoa(String.fromCharCode(0xfd, ...Array.from({ length: 14 }, () => 0), 1)), "fd00:0:0:0:0:0:0:1"],
    ["10.0.0.1", "10.0.0.1"],
  ])("reads %s as %s", (text, ip) => expect(ipFromBytes(text)).toBe(ip));
});

const workload: AmbientWorkload = {
  id: "workloads/0",
  uid: "c//Pod/a/b",
  name: "b",
  namespace: "a",
  addresses: ["10.0.0.1"],
  protocol: "HBONE",
  policies: [],
};
const told = {
  uid: "c//Pod/a/b",
  name: "b",
  namespace: "a",
  addresses: [btoa("10.0.0.1")],
  tunnelProtocol: "HBONE",
};

const compare = (own: readonly AmbientWorkload[], workloads: readonly unknown[]) => {
  const istiod = viewFromAmbientz({ workloads, services: [], policies: [] });
  if (istiod === undefined) throw new Error("no view");
  return ambientDifferences(viewFromDump({ workloads: own, services: [], policies: [] }), istiod);
};

describe("ambientDifferences", () => {
  it("finds none where both say the same in their own spelling", () => {
    expect(compare([workload], [told])).toEqual([]);
    expect(compare([{ ...workload, status: "Healthy" }], [told])).toEqual([]);
  });

  it("names what is missing, what is left over, and the field that differs", () => {
    expect(compare([], [told])).toEqual([{ object: "workload", name: "a/b", kind: "missing_at_ztunnel" }]);
    expect(compare([workload], [])).toEqual([{ object: "workload", name: "a/b", kind: "extra_at_ztunnel" }]);
    expect(compare([{ ...workload, status: "Unhealthy" }], [told])).toEqual([
      {
        object: "workload",
        name: "a/b",
        kind: "differs",
        field: "status",
        ztunnel: "unhealthy",
        istiod: "healthy",
      },
    ]);
  });

  it("has no view of an istiod whose ambient is off", () => {
    expect(viewFromAmbientz({ workloads: null, services: null, policies: null })).toBeUndefined();
  });
});
