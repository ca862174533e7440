import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RenderedObject } from "@/lib/changes/change-set";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import { accessModule } from "@/lib/security/access-module";
import { backendTlsModule } from "@/lib/security/backend-tls-module";
import {
  accessIntents,
  backendTlsIntents,
  jwtIntents,
  mtlsIntents,
  sidecarScopeIntents,
} from "@/lib/security/intent-arbitraries";
import { jwtModule } from "@/lib/security/jwt-module";
import { mtlsModule } from "@/lib/security/mtls-module";
import { sidecarScopeModule } from "@/lib/security/sidecar-scope-module";
import { structureOfKind } from "./structure";
import { typedErrors } from "./typed-value";
import { validateObject } from "./validate-object";

function refusals(writes: readonly RenderedObject[]): readonly string[] {
  return writes.flatMap(({ after }) => {
    if (after === undefined) return [];
    const group = groupFromApiVersion(after.apiVersion);
    const { root } = structureOfKind(group, after.kind);
    const causes = validateObject(group, after.kind, after).map(
      ({ field, message }) => `${field}: ${message}`,
    );
    return [...causes, ...typedErrors(root, after)];
  });
}

const kinds: readonly (readonly [string, fc.Arbitrary<readonly RenderedObject[]>])[] = [
  ["mTLS", mtlsIntents.map((intent) => mtlsModule.toManifests(intent, {}))],
  ["access", accessIntents.map((intent) => accessModule.toManifests(intent, {}))],
  ["JWT", jwtIntents.map((intent) => jwtModule.toManifests(intent, {}))],
  ["sidecar scope", sidecarScopeIntents.map((intent) => sidecarScopeModule.toManifests(intent, {}))],
  ["backend TLS", backendTlsIntents.map((intent) => backendTlsModule.toManifests(intent, {}))],
];

describe("objects written for security intents", () => {
  it.each(kinds)("%s: are accepted by their CRDs", (_, writes) => {
    fc.assert(
      fc.property(writes, (list) => {
        expect(list.length).toBeGreaterThan(0);
        expect(refusals(list)).toEqual([]);
      }),
    );
  });
});
