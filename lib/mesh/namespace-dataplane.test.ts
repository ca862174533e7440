import { expect, it } from "vitest";
import { dataplaneFromNamespace } from "@/lib/mesh/namespace-dataplane";

it.each([
  [{ "istio-injection": "enabled" }, "sidecar"],
  [{ "istio.io/rev": "canary" }, "sidecar"],
  [{ "istio-injection": "disabled", "istio.io/rev": "canary" }, "none"],
  [{ "istio.io/dataplane-mode": "ambient", "istio.io/rev": "canary" }, "ambient"],
  [{}, "none"],
] as const)("reads %o as %s", (labels, dataplane) => {
  expect(dataplaneFromNamespace(labels)).toBe(dataplane);
});
