import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { suppressedBy, type Suppression } from "@/lib/findings/suppression";

const day = 86_400_000;
const nowMs = 1_800_000_000_000;
const object = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  namespace: "bookinfo",
  name: "reviews",
};
const finding = (code: string): Finding => ({
  code,
  severity: "warning",
  object,
  path: "spec",
  message: "",
  params: {},
});
const suppression = (more: Partial<Suppression>): Suppression => ({
  id: "1",
  cluster: "east",
  code: "HD0003",
  reason: "known",
  createdBy: "ada",
  createdAtMs: nowMs - day,
  expiresAtMs: nowMs + day,
  ...more,
});
const manifest = (annotations: Record<string, string>): Manifest => ({
  apiVersion: object.apiVersion,
  kind: object.kind,
  metadata: { name: object.name, namespace: object.namespace, annotations },
});

describe("suppressing a finding", () => {
  it("ends by itself when its day has passed", () => {
    const rows = [suppression({})];
    expect(suppressedBy(finding("HD0003"), undefined, rows, nowMs)?.by).toBe("console");
    expect(suppressedBy(finding("HD0003"), undefined, rows, nowMs + day - 1)?.by).toBe("console");
    expect(suppressedBy(finding("HD0003"), undefined, rows, nowMs + day)).toBeUndefined();
  });

  it("does not hold once somebody ended it", () => {
    const ended = suppression({ endedBy: "bob", endedAtMs: nowMs - 1 });
    expect(suppressedBy(finding("HD0003"), undefined, [ended], nowMs)).toBeUndefined();
  });

  it.each([
    ["its object", { objectKey: "networking.istio.io/VirtualService/bookinfo/reviews" }, true],
    ["another object", { objectKey: "networking.istio.io/VirtualService/bookinfo/ratings" }, false],
    ["its namespace", { namespace: "bookinfo" }, true],
    ["another namespace", { namespace: "shop" }, false],
    ["another code", { code: "HD0004" }, false],
    ["the code everywhere", {}, true],
  ])("holds for %s as decided", (_, more, holds) => {
    const found = suppressedBy(finding("HD0003"), undefined, [suppression(more)], nowMs);
    expect(found !== undefined).toBe(holds);
  });

  it.each([
    ["IST0101", "IST0101", true],
    ["IST0130, IST0101", "IST0101-host", true],
    ["*", "HD0003", true],
    ["IST0130", "IST0101", false],
    ["", "IST0101", false],
  ])("honours Istio's annotation %j for %s", (value, code, holds) => {
    const marked = manifest({ "galley.istio.io/analyze-suppress": value });
    expect(suppressedBy(finding(code), marked, [], nowMs) !== undefined).toBe(holds);
  });

  it("takes an empty list in Kiali's annotation for all of Kiali's codes and no others", () => {
    const marked = manifest({ "kiali.io/ignore-validations": "" });
    expect(suppressedBy(finding("KIA1104"), marked, [], nowMs)?.by).toBe("annotation");
    expect(suppressedBy(finding("IST0101"), marked, [], nowMs)).toBeUndefined();
  });
});
