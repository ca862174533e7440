import { expect, it } from "vitest";
import { factsOf } from "./data-facts";

const texts = (data: Record<string, unknown>) => factsOf(data).map(({ path, text }) => `${path}: ${text}`);

it("weights, references and lists are one line each", () => {
  const found = [
    {
      ref: { apiVersion: "networking.istio.io/v1", kind: "VirtualService", namespace: "shop", name: "cart" },
      fields: ["spec.http.0", "spec.http.1"],
      weights: [
        { name: "v1", weightPercent: 40 },
        { name: "v2", weightPercent: 60 },
      ],
      manager: "kubectl-edit",
    },
  ];
  expect(texts({ found })).toEqual([
    "found.0.ref: VirtualService shop/cart",
    "found.0.fields: spec.http.0, spec.http.1",
    "found.0.weights: v1 40 %, v2 60 %",
    "found.0.manager: kubectl-edit",
  ]);
});

it("times are written as times, figures short, and what is empty not at all", () => {
  expect(texts({ endMs: 1_790_000_000_000, e: 12.4971345, name: "", list: [], none: null })).toEqual([
    "endMs: 2026-09-21T14:13:20.000Z",
    "e: 12.4971",
  ]);
});

it("a verdict is its e-values with their limits and the counts of each metric", () => {
  const counts = { canaryRequests: 71.2, stableRequests: 132, canaryBad: 10, stableBad: 6 };
  const evidence = {
    verdict: "inconclusive",
    reason: "not_enough_evidence",
    rollbackE: 11.6926,
    rollbackLimit: 100,
    promotionE: 0.0564,
    promotionLimit: 20,
    metrics: [{ key: "latency:250", counts }],
  };
  expect(texts({ evidence })).toEqual([
    "evidence: inconclusive: not_enough_evidence",
    "evidence E: 12 / 100",
    "evidence E′: 0.056 / 20",
    "evidence latency:250: canary 10/71, stable 6/132",
  ]);
});
