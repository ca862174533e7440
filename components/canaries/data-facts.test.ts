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
