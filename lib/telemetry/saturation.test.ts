import { describe, expect, it } from "vitest";
import { saturationByWorkload, saturationQuery } from "@/lib/telemetry/saturation";

describe("saturation", () => {
  it("averages the pods of a workload and skips pods without a limit", () => {
    const sample = (pod: string, value: number | null) => ({
      labels: { namespace: "shop", pod },
      timeMs: 0,
      value,
    });
    const result = saturationByWorkload([
      sample("cart-6b7f9c4d8b-x2k4z", 0.2),
      sample("cart-6b7f9c4d8b-q9d7w", 0.6),
      sample("db-0", 0.9),
      sample("web-6b7f9c4d8b-x2k4z", null),
    ]);
    expect([...result]).toEqual([
      ["shop/cart", 0.4],
      ["shop/db", 0.9],
    ]);
  });

  it("stays one query however many namespaces are chosen", () => {
    expect(saturationQuery(["a", "b"], 60_000).promql).toContain('namespace=~"a|b"');
    expect(saturationQuery([], 60_000).promql).not.toContain("namespace=~");
  });
});
