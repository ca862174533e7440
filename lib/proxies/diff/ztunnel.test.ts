import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compareDumps, type ComparedDump } from "./compare-dumps";
import { comparedZtunnel } from "./ztunnel";

function ended<T>(steps: Generator<undefined, T, undefined>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const dumpOf = (value: unknown): ComparedDump =>
  ended(comparedZtunnel(new TextEncoder().encode(JSON.stringify(value))));
const changesOf = (left: unknown, right: unknown) =>
  ended(compareDumps(dumpOf(left), dumpOf(right), { facts: {}, isPodPair: true, hash: (text) => text }))
    .changes;
const lines = (left: unknown, right: unknown) =>
  changesOf(left, right).map(({ kind, resource, pathText }) => `${kind} ${resource} ${pathText}`);

const workload = (uid: string, more: object = {}) => ({
  uid,
  name: uid,
  namespace: "shop",
  workloadIps: ["10.0.0.1", "fd00::1"],
  status: "Healthy",
  ...more,
});
const service = {
  name: "cart",
  namespace: "shop",
  hostname: "cart.shop.svc.cluster.local",
  vips: ["/10.1.0.1"],
};
const policy = (action: string) => ({
  name: "deny",
  namespace: "shop",
  action,
  scope: "Namespace",
  rules: [],
});

describe("two ztunnels", () => {
  it("are alike whatever connections they have, in whichever order and form they list", () => {
    const left = {
      workloads: { "net/10.0.0.1": workload("a"), "net/10.0.0.2": workload("b") },
      services: [service],
      policies: [policy("Deny")],
      workloadState: { x: { connections: { inbound: [{ src: "1" }] } } },
      certificates: [{ identity: "spiffe://a", state: "Available", certChain: [{ pem: "one" }] }],
    };
    const right = {
      certificates: [{ identity: "spiffe://a", state: "Available", certChain: [{ pem: "two" }] }],
      workloads: [workload("b"), workload("a", { workloadIps: ["fd00::1", "10.0.0.1"] })],
      services: { "/10.1.0.1": service },
      policies: [policy("Deny")],
      workloadState: {},
    };
    expect(lines(left, right)).toEqual([]);
  });

  it("differ by the field of the object that differs, with the object behind it", () => {
    const left = {
      workloads: [workload("Kubernetes//Pod/shop/cart")],
      services: [service],
      policies: [policy("Deny")],
    };
    const right = {
      workloads: [workload("Kubernetes//Pod/shop/cart", { status: "Unhealthy" }), workload("new")],
      services: [{ ...service, waypoint: { destination: "/10.1.0.9", port: 15008 } }],
      policies: [policy("Allow")],
    };
    expect(lines(left, right)).toEqual([
      "changed workloads Kubernetes//Pod/shop/cart status",
      "added services shop/cart.shop.svc.cluster.local waypoint",
      "changed policies shop/deny action",
      "added workloads new ",
    ]);
    const causes = changesOf(left, right).map(({ cause }) => `${cause?.kind ?? ""} ${cause?.name ?? ""}`);
    expect(causes).toEqual(["Pod cart", "Service cart", "AuthorizationPolicy deny", " "]);
  });

  it("keep the keys of maps as they are", () => {
    const endpoints = (port: number) => ({
      ...service,
      endpoints: { "Kubernetes//Pod/x:/10.0.0.1": { port } },
    });
    expect(lines({ services: [endpoints(1)] }, { services: [endpoints(2)] })).toEqual([
      `changed services shop/cart.shop.svc.cluster.local endpoints["Kubernetes//Pod/x:/10.0.0.1"].port`,
    ]);
  });

  it.skipIf(!existsSync("../shared/acceptance/envoy/ztunnel.json"))("of one real dump do not differ", () => {
    const dump: unknown = JSON.parse(readFileSync("../shared/acceptance/envoy/ztunnel.json", "utf8"));
    expect(dumpOf(dump).entries.length).toBeGreaterThan(40);
    expect(lines(dump, dump)).toEqual([]);
  });
});
