import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RenderedObject } from "@/lib/changes/change-set";
import type { IntentModule } from "@/lib/changes/intent-module";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { objectKey } from "@/lib/mesh/object-ref";
import { accessIntentSchema } from "@/lib/security/access-intent";
import { accessModule } from "@/lib/security/access-module";
import { backendTlsIntentSchema } from "@/lib/security/backend-tls-intent";
import { backendTlsModule } from "@/lib/security/backend-tls-module";
import {
  accessIntents,
  backendTlsIntents,
  jwtIntents,
  mtlsIntents,
  sidecarScopeIntents,
} from "@/lib/security/intent-arbitraries";
import { jwtIntentSchema } from "@/lib/security/jwt-intent";
import { jwtModule } from "@/lib/security/jwt-module";
import { mtlsIntentSchema } from "@/lib/security/mtls-intent";
import { mtlsModule } from "@/lib/security/mtls-module";
import { sidecarScopeIntentSchema } from "@/lib/security/sidecar-scope-intent";
import { sidecarScopeModule } from "@/lib/security/sidecar-scope-module";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";
import { objectsFromManifests, type MeshObjects } from "@/lib/xds/mesh-objects";

/** Objects that stand before: a service, its workload, and policies and rules of others around it. */
const standing = meshFromYaml(
  `
apiVersion: v1
kind: Service
metadata: {name: cart}
spec: {selector: {app: cart}, ports: [{name: http, port: 8080}, {name: tls, port: 8443}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart-v1}
spec: {selector: {matchLabels: {app: cart, version: v1}}, template: {metadata: {labels: {app: cart, version: v1}}}}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: other, annotations: {note: keep}}
spec: {selector: {matchLabels: {app: other}}, mtls: {mode: DISABLE}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: other}
spec: {action: CUSTOM, provider: {name: opa}, rules: [{}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, labels: {team: web}}
spec:
  host: cart
  trafficPolicy: {loadBalancer: {simple: RANDOM}, outlierDetection: {consecutive5xxErrors: 5}}
  subsets: [{name: v1, labels: {version: v1}}]
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: ports}
spec: {workloadSelector: {labels: {app: orders}}, egress: [{port: {number: 9090, name: http, protocol: HTTP}, hosts: ["./*"]}]}
`,
  "shop",
);

/** The objects after a write, as the API server would have them. */
function after(objects: MeshObjects, writes: readonly RenderedObject[]): MeshObjects {
  const gone = new Set(writes.map(({ ref }) => objectKey(ref)));
  const rest = Object.values(objects)
    .flat()
    .filter((manifest) => !gone.has(objectKey(refFromManifest(manifest))));
  return objectsFromManifests([...rest, ...writes.flatMap((write) => write.after ?? [])]);
}

const sorted = (objects: MeshObjects): readonly Manifest[] =>
  Object.values(objects)
    .flat()
    .toSorted((left, right) =>
      objectKey(refFromManifest(left)).localeCompare(objectKey(refFromManifest(right))),
    );

function describeModule<I>(
  name: string,
  module: IntentModule<I>,
  intents: fc.Arbitrary<I>,
  parse: (intent: unknown) => I,
): void {
  describe(`intents of ${name}`, () => {
    const start = fc.constantFrom<MeshObjects>({}, standing);
    const readBack = (objects: MeshObjects, intent: I) =>
      module.instances(objects, module.target(intent)).map(({ current }) => current);

    it("makes only intents that its schema accepts", () => {
      fc.assert(
        fc.property(intents, (intent) => {
          expect(parse(intent)).toEqual(intent);
        }),
      );
    });

    it("is read back as it was written, and needs nothing written a second time", () => {
      fc.assert(
        fc.property(intents, start, (intent, objects) => {
          const next = after(objects, module.toManifests(intent, objects));
          expect(readBack(next, intent)).toContainEqual(expect.objectContaining({ ok: true, intent }));
          expect(module.toManifests(intent, next)).toEqual([]);
        }),
      );
    });

    it("leaves nothing behind when it is removed", () => {
      fc.assert(
        fc.property(intents, start, (intent, objects) => {
          const next = after(objects, module.toManifests(intent, objects));
          const back = after(next, module.remove(intent, next));
          expect(sorted(back)).toEqual(sorted(objects));
          expect(module.remove(intent, back)).toEqual([]);
        }),
      );
    });

    it("becomes another intent of the same name by a second write", () => {
      fc.assert(
        fc.property(intents, intents, (first, second) => {
          const once = after(standing, module.toManifests(first, standing));
          const twice = after(once, module.toManifests(second, once));
          expect(readBack(twice, second)).toContainEqual(expect.objectContaining({ intent: second }));
        }),
      );
    });

    it("starts with a form that only lacks what nobody can guess", () => {
      const intent = module.start(standing, { namespace: "shop", name: "cart" }, "istio");
      expect(module.target(intent)).toEqual({ namespace: "shop", name: "cart" });
      expect(module.title(intent)).toContain("cart");
    });
  });
}

describeModule("mTLS", mtlsModule, mtlsIntents, (intent) => mtlsIntentSchema.parse(intent));
describeModule("access", accessModule, accessIntents, (intent) => accessIntentSchema.parse(intent));
describeModule("JWT", jwtModule, jwtIntents, (intent) => jwtIntentSchema.parse(intent));
describeModule("sidecar scope", sidecarScopeModule, sidecarScopeIntents, (intent) =>
  sidecarScopeIntentSchema.parse(intent),
);
describeModule("backend TLS", backendTlsModule, backendTlsIntents, (intent) =>
  backendTlsIntentSchema.parse(intent),
);
