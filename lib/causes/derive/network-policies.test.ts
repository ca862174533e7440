import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { networkPolicyEvidence } from "./network-policies";

const policy = (spec: Record<string, unknown>, namespace = "shop", name = "p"): Manifest => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace },
  spec,
});
const objects = {
  "/Namespace": [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "web", labels: { team: "front" } } },
  ],
};
const ends = {
  caller: { namespace: "web", labels: { app: "web" } },
  destination: { namespace: "shop", labels: { app: "cart" } },
  ports: [8080],
};
const verdicts = (...list: Manifest[]) =>
  networkPolicyEvidence(objects, list, ends).map(({ side, verdict }) => `${side} ${verdict}`);
const of = { podSelector: { matchLabels: { app: "cart" } } };

describe("network policies of an edge", () => {
  it("block when one selects the pod and none lets the caller in", () => {
    expect(verdicts(policy({ ...of, ingress: [] }))).toEqual(["destination blocks"]);
    expect(verdicts(policy({ ...of, ingress: [{ from: [{ podSelector: {} }] }] }))).toEqual([
      "destination blocks",
    ]);
  });

  it("let in what a namespace selector, an expression, or a rule without peers takes", () => {
    const front = { namespaceSelector: { matchLabels: { team: "front" } } };
    const named = {
      namespaceSelector: {
        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["web"] }],
      },
      podSelector: { matchLabels: { app: "web" } },
    };
    for (const from of [[front], [named], undefined])
      expect(verdicts(policy({ ...of, ingress: [{ from }] }))).toEqual(["destination allows"]);
  });

  it("depend on labels of a namespace that nobody could read, but not on its name", () => {
    const verdictOf = (namespaceSelector: Record<string, unknown>) =>
      networkPolicyEvidence({}, [policy({ ...of, ingress: [{ from: [{ namespaceSelector }] }] })], ends)[0]
        ?.verdict;
    expect(verdictOf({ matchLabels: { team: "front" } })).toBe("depends");
    expect(verdictOf({ matchExpressions: [{ key: "team", operator: "NotIn", values: ["back"] }] })).toBe(
      "depends",
    );
    expect(verdictOf({ matchLabels: { "kubernetes.io/metadata.name": "web" } })).toBe("allows");
    expect(verdictOf({ matchLabels: { "kubernetes.io/metadata.name": "other" } })).toBe("blocks");
    expect(verdictOf({})).toBe("allows");
  });

  it("add up: what one of them allows passes", () => {
    expect(verdicts(policy({ ...of, ingress: [] }), policy({ ...of, ingress: [{}] }, "shop", "q"))).toEqual([
      "destination allows",
      "destination allows",
    ]);
  });

  it("count ports and ranges of ports", () => {
    const on = (port: unknown) => verdicts(policy({ ...of, ingress: [{ ports: [port] }] }));
    expect(on({ port: 9090 })).toEqual(["destination blocks"]);
    expect(on({ port: 8000, endPort: 8100 })).toEqual(["destination allows"]);
  });

  it("depend on addresses where a block of them decides", () => {
    expect(verdicts(policy({ ...of, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] }))).toEqual([
      "destination depends",
    ]);
  });

  it("of the caller count for what leaves it, and only with the type Egress", () => {
    const out = { podSelector: {}, policyTypes: ["Egress"], egress: [] };
    expect(verdicts(policy(out, "web"))).toEqual(["caller blocks"]);
    expect(verdicts(policy({ podSelector: {}, ingress: [] }, "web"))).toEqual([]);
  });
});
