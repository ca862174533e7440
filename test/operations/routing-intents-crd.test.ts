import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IntentError, type IntentModule } from "@/lib/changes/intent-module";
import type { Manifest } from "@/lib/config/manifest";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import { circuitBreakerModule } from "@/lib/routing/circuit-breaker-module";
import { faultModule } from "@/lib/routing/fault-module";
import {
  circuitBreakerIntents,
  faultIntents,
  grpcRouteIntents,
  loadBalancingIntents,
  mirrorIntents,
  requestRouteIntents,
  timeoutRetryIntents,
} from "@/lib/routing/intent-arbitraries";
import { routingMeshes } from "@/lib/routing/intent-meshes";
import { loadBalancingModule } from "@/lib/routing/load-balancing-module";
import { mirrorModule } from "@/lib/routing/mirror-module";
import { requestRouteModule } from "@/lib/routing/request-route-module";
import { timeoutRetryModule } from "@/lib/routing/timeout-retry-module";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { isJsonObject } from "@/server/demo/kubernetes/json-value";
import { structureOfKind } from "@/server/demo/kubernetes/schema/structure";
import { typedErrors } from "@/server/demo/kubernetes/schema/typed-value";
import { validateObject } from "@/server/demo/kubernetes/schema/validate-object";

function written<I>(module: IntentModule<I>, intent: I, objects: MeshObjects): readonly Manifest[] {
  try {
    return module.toManifests(intent, objects).flatMap(({ after }) => after ?? []);
  } catch (error) {
    if (error instanceof IntentError) return [];
    throw error;
  }
}

/** In newer CRDs than the demo mesh's. */
const newer = /retryBudget\.budgetInterval: field not declared/;

/** What the API server would refuse, in its words. */
function refusals(manifest: Manifest): readonly string[] {
  const value: unknown = JSON.parse(JSON.stringify(manifest));
  if (!isJsonObject(value)) return ["no object"];
  const group = groupFromApiVersion(manifest.apiVersion);
  return [
    ...validateObject(group, manifest.kind, value).map(({ field, message }) => `${field}: ${message}`),
    ...typedErrors(structureOfKind(group, manifest.kind).root, value),
  ]
    .filter((text) => !newer.test(text))
    .map((text) => `${manifest.kind} ${text}`);
}

function isTaken<I>(module: IntentModule<I>, intents: fc.Arbitrary<I>): void {
  fc.assert(
    fc.property(intents, fc.constantFrom(...Object.values(routingMeshes)), (intent, objects) => {
      expect(written(module, intent, objects).flatMap(refusals)).toEqual([]);
    }),
    { numRuns: 200 },
  );
}

describe("what routing forms write is taken by the CRDs", () => {
  it("for mirrors", () => {
    expect(() => isTaken(mirrorModule, mirrorIntents)).not.toThrow();
  });
  it("for request routes", () => {
    expect(() => isTaken(requestRouteModule, fc.oneof(requestRouteIntents, grpcRouteIntents))).not.toThrow();
  });
  it("for timeouts and retries", () => {
    expect(() => isTaken(timeoutRetryModule, timeoutRetryIntents)).not.toThrow();
  });
  it("for circuit breakers", () => {
    expect(() => isTaken(circuitBreakerModule, circuitBreakerIntents)).not.toThrow();
  });
  it("for faults", () => {
    expect(() => isTaken(faultModule, faultIntents)).not.toThrow();
  });
  it("for load balancing", () => {
    expect(() => isTaken(loadBalancingModule, loadBalancingIntents)).not.toThrow();
  });
});
