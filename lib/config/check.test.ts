import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkMesh, meshRules } from "@/lib/config/check";
import type { Manifest } from "@/lib/config/manifest";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const keys = [...new Set(meshRules.flatMap(({ reads }) => reads))];

/** Words that rules look for, so that random specs get past their first question. */
const words = fc.constantFrom(
  ...`hosts host http tcp tls match route destination subset subsets port ports number name selector labels
  matchLabels workloadSelector servers rules from to source operation configPatches patch value containers template
  spec metadata webhooks clientConfig endpoints exportTo gateways trafficPolicy uri prefix regex retries fault delay
  abort headers mirror mirrors listeners parentRefs backendRefs conditions parents data targetRefs jwtRules
  accessLogging tracing providers egress ingress loadBalancer connectionPool`.split(/\s+/),
);
const leaves = fc.oneof(
  fc.constantFrom(
    null,
    "",
    "*",
    "a",
    "*.a.com",
    "10.0.0.1",
    "5s",
    "(",
    "mesh",
    "a/b",
    0,
    -1,
    80,
    1e9,
    true,
    false,
  ),
  fc.string({ maxLength: 4 }),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 7, depthSize: "large" },
    leaves,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(words, tie("value"), { maxKeys: 6 }),
  ),
}));
const parts = fc.record({
  spec: fc.dictionary(words, value, { maxKeys: 6 }),
  status: value,
  webhooks: value,
  data: value,
});

const manifests: fc.Arbitrary<MeshObjects> = fc
  .array(fc.tuple(fc.constantFrom(...keys), parts, fc.constantFrom("", "a", "istio")), {
    minLength: 1,
    maxLength: 12,
  })
  .map((list) => {
    const objects: Record<string, Manifest[]> = Object.fromEntries(keys.map((key) => [key, []]));
    for (const [key, part, name] of list) {
      const [group = "", kind = ""] = key.split("/");
      const apiVersion = group === "" ? "v1" : `${group}/v1`;
      (objects[key] ??= []).push({
        ...part,
        apiVersion,
        kind,
        metadata: { name, namespace: "istio-system", labels: null },
      });
    }
    return objects;
  });

describe("the rules", () => {
  it("never throw, whatever an object holds, and say only what they announce", () => {
    fc.assert(
      fc.property(manifests, (objects) => {
        for (const { codes, check } of meshRules) {
          for (const { code } of check({ objects, facts: {}, nowMs: 0 })) expect(codes).toContain(code);
        }
      }),
    );
  });

  it("are silent about a mesh of which nothing is known", () => {
    expect(checkMesh({ objects: {}, facts: {}, nowMs: 0 })).toEqual([]);
  });
});
