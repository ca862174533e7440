import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RenderedObject } from "@/lib/changes/change-set";
import { IntentError, type IntentModule } from "@/lib/changes/intent-module";
import { canonicalJson, isSameJson, specList } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { objectKey } from "@/lib/mesh/object-ref";
import { circuitBreakerIntentSchema } from "@/lib/routing/circuit-breaker";
import { circuitBreakerModule } from "@/lib/routing/circuit-breaker-module";
import { faultIntentSchema } from "@/lib/routing/fault";
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
import { recordsOf, withoutFields } from "@/lib/routing/json-fields";
import { loadBalancingIntentSchema } from "@/lib/routing/load-balancing";
import { loadBalancingModule } from "@/lib/routing/load-balancing-module";
import { mirrorIntentSchema } from "@/lib/routing/mirror";
import { mirrorModule } from "@/lib/routing/mirror-module";
import { requestRouteIntentSchema } from "@/lib/routing/request-route";
import { requestRouteModule } from "@/lib/routing/request-route-module";
import { timeoutRetryIntentSchema } from "@/lib/routing/timeout-retry";
import { timeoutRetryModule } from "@/lib/routing/timeout-retry-module";
import { objectsFromManifests, type MeshObjects } from "@/lib/xds/mesh-objects";

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

/** What a write does to `objects`; undefined when they have no place for it. */
function writesOf<I>(module: IntentModule<I>, intent: I, objects: MeshObjects) {
  try {
    return module.toManifests(intent, objects);
  } catch (error) {
    if (error instanceof IntentError) return undefined;
    throw error;
  }
}

/** Where a route stands is an order, not a state: it is read back as "keep". */
const asRead = <I extends object>(intent: I) =>
  "position" in intent ? { ...intent, position: "keep" } : intent;

const owned = ["mirror", "mirrors", "mirrorPercentage", "timeout", "retries", "timeouts", "fault"];

/** The routes of an object without the fields that intents other than a request route speak of. */
function rulesWithout(manifest: Manifest): readonly Record<string, unknown>[] {
  return [...specList(manifest, "http"), ...specList(manifest, "rules")].map((rule) => {
    const filters = recordsOf(rule["filters"]).filter(({ type }) => type !== "RequestMirror");
    return { ...withoutFields(rule, ...owned), filters };
  });
}

/** Subsets that a removal leaves, because other objects may use them by now. */
function withoutNewSubsets(objects: MeshObjects, before: MeshObjects): MeshObjects {
  const key = "networking.istio.io/DestinationRule";
  const kept = (objects[key] ?? []).flatMap((rule) => {
    const old = (before[key] ?? []).find(({ metadata }) => metadata.name === rule.metadata.name);
    if (old === undefined) return [];
    const subsets = specList(rule, "subsets").filter(({ name }) =>
      specList(old, "subsets").some((one) => one["name"] === name),
    );
    return [
      isSameJson(subsets, specList(rule, "subsets")) ? rule : { ...rule, spec: { ...rule.spec, subsets } },
    ];
  });
  return { ...objects, [key]: kept };
}

function lawsOf<I extends { readonly service: { readonly namespace: string; readonly name: string } }>(
  name: string,
  module: IntentModule<I>,
  intents: fc.Arbitrary<I>,
  schema: { readonly safeParse: (value: unknown) => { readonly success: boolean } },
): void {
  describe(`${name} in the objects`, () => {
    const places = fc.tuple(intents, fc.constantFrom(...Object.keys(routingMeshes)));
    const each = (
      law: (intent: I, objects: MeshObjects, writes: readonly RenderedObject[]) => void,
    ): void => {
      let written = 0;
      fc.assert(
        fc.property(places, ([intent, mesh]) => {
          const objects = routingMeshes[mesh] ?? {};
          const writes = writesOf(module, intent, objects);
          if (writes === undefined) return;
          written += 1;
          law(intent, objects, writes);
        }),
        { numRuns: 300 },
      );
      expect(written).toBeGreaterThan(50);
    };

    it("is read back as it was written, whatever was there before", () => {
      each((intent, objects, writes) => {
        expect(schema.safeParse(intent).success).toBe(true);
        const read = module
          .instances(after(objects, writes), module.target(intent))
          .flatMap(({ current }) => (current.ok ? [asRead(current.intent as object)] : []));
        expect(read).toContainEqual(asRead(intent as object));
      });
    });

    it("needs nothing to be written a second time", () => {
      each((intent, objects, writes) => {
        const again = { ...intent, ...("position" in intent ? { position: "keep" } : {}) };
        expect(module.toManifests(again, after(objects, writes))).toEqual([]);
      });
    });

    it("leaves other objects, metadata and other parts of the spec as they were", () => {
      each((_intent, _objects, writes) => {
        for (const { before, after: now } of writes) {
          if (before === undefined || now === undefined) continue;
          expect(now.metadata).toEqual(before.metadata);
          expect(Object.keys(now)).toEqual(Object.keys(before));
          const own = ["http", "rules", "subsets", "trafficPolicy"];
          const rest = (manifest: Manifest) =>
            Object.entries(manifest.spec ?? {}).filter(([field]) => !own.includes(field));
          expect(rest(now)).toEqual(rest(before));
        }
      });
    });

    it("leaves the other routes, their order and their fields as they were", () => {
      each((intent, _objects, writes) => {
        for (const { before, after: now } of writes) {
          if (before === undefined || now === undefined) continue;
          const left = rulesWithout(now).map(canonicalJson);
          const kept = rulesWithout(before).filter(
            (rule) => !("name" in intent && rule["name"] === intent.name),
          );
          let from = 0;
          for (const rule of kept) {
            from = left.indexOf(canonicalJson(rule), from) + 1;
            expect(from).toBeGreaterThan(0);
          }
        }
      });
    });

    it("is gone without a trace when it is taken out again", () => {
      each((intent, objects, writes) => {
        // What overwrites another intent can't bring that back: that is what undo is for.
        if (module.instances(objects, module.target(intent)).length > 0) return;
        const live = after(objects, writes);
        const rest = after(live, module.remove(intent, live));
        expect(sorted(withoutNewSubsets(rest, objects))).toEqual(sorted(objects));
      });
    });

    it("depends on every object that it writes over", () => {
      each((intent, objects, writes) => {
        const refs = new Set(module.refs(intent, objects).map(objectKey));
        const forgotten = writes.filter(
          ({ ref, before }) => before !== undefined && !refs.has(objectKey(ref)),
        );
        expect(forgotten).toEqual([]);
      });
    });
  });
}

lawsOf("a mirror", mirrorModule, mirrorIntents, mirrorIntentSchema);
lawsOf("a request route", requestRouteModule, requestRouteIntents, requestRouteIntentSchema);
lawsOf("a route of gRPC calls", requestRouteModule, grpcRouteIntents, requestRouteIntentSchema);
lawsOf("timeouts and retries", timeoutRetryModule, timeoutRetryIntents, timeoutRetryIntentSchema);
lawsOf("a circuit breaker", circuitBreakerModule, circuitBreakerIntents, circuitBreakerIntentSchema);
lawsOf("a fault", faultModule, faultIntents, faultIntentSchema);
lawsOf("load balancing", loadBalancingModule, loadBalancingIntents, loadBalancingIntentSchema);
