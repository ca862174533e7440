import { expect, it } from "vitest";
import { titleFacts } from "@/lib/changes/title-facts";

it("reads the weights of a split and knows an undo", () => {
  const intent = {
    api: "istio",
    service: { namespace: "shop", name: "cart" },
    destinations: [
      { name: "v1", labels: {}, weightPercent: 90 },
      { name: "v2", labels: {}, weightPercent: 10 },
    ],
  };
  expect(titleFacts(JSON.stringify({ kind: "traffic_split", intent }))).toEqual({
    kind: "traffic_split",
    weights: [
      { name: "v1", weightPercent: 90 },
      { name: "v2", weightPercent: 10 },
    ],
  });
  expect(titleFacts(JSON.stringify({ kind: "undo", changeId: "a" }))).toEqual({ kind: "undo" });
});

it.each(["null", "[]", '{"kind":"traffic_split"}', '{"kind":"mirror","intent":{}}'])(
  "has no title for %s",
  (intent) => {
    expect(titleFacts(intent)).toBeUndefined();
  },
);
