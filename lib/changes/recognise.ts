import type { CurrentIntent, IntentModule, IntentTarget } from "@/lib/changes/intent-module";
import { intentModules } from "@/lib/changes/intent-modules";
import type { IntentKind, IntentOf } from "@/lib/changes/intent-schemas";
import { destinationRuleSpec } from "@/lib/config/destination-rule";
import { httpRouteSpec } from "@/lib/config/http-route";
import type { Manifest } from "@/lib/config/manifest";
import { refFromManifest } from "@/lib/config/manifest";
import { isMeshBound, virtualServiceSpec } from "@/lib/config/virtual-service";
import { objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import { serviceFromHost } from "@/lib/mesh/service-host";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** An intent that a set of objects holds; `key` and `label` are those of its module's instance. */
export type RecognisedIntent<K extends IntentKind = IntentKind> = {
  [P in K]: {
    readonly kind: P;
    readonly key: string;
    readonly label: string;
    readonly target: IntentTarget;
    readonly intent: IntentOf<P>;
    readonly object?: ObjectRef;
  };
}[K];

/** An object that speaks of routing or security and fits no form. */
export type UnrecognisedObject = {
  readonly object: ObjectRef;
  /** Codes with a text in the UI, each once. */
  readonly reasons: readonly string[];
};

export type Recognised = {
  readonly intents: readonly RecognisedIntent[];
  /** Objects of which no intent was read; they are opened in the editor. */
  readonly unrecognised: readonly UnrecognisedObject[];
};

const networking = "networking.istio.io";
const gateway = "gateway.networking.k8s.io";
/** Kinds that intents are written to, and what a form can't show of one that nobody's routes are in. */
const readKinds: Readonly<Record<string, (manifest: Manifest) => string>> = {
  [`${networking}/VirtualService`]: (manifest) =>
    isMeshBound(virtualServiceSpec(manifest)) ? "no_service_host" : "gateway_only",
  [`${networking}/DestinationRule`]: () => "no_policy",
  [`${networking}/Sidecar`]: () => "unknown_field",
  [`${gateway}/HTTPRoute`]: () => "gateway_only",
  [`${gateway}/GRPCRoute`]: () => "gateway_only",
  [`${gateway}/BackendTLSPolicy`]: () => "unknown_field",
  "security.istio.io/PeerAuthentication": () => "unknown_field",
  "security.istio.io/RequestAuthentication": () => "unknown_field",
  "security.istio.io/AuthorizationPolicy": () => "unknown_field",
};

/**
 * The intents that `objects` hold, by what stands in them and not by who wrote them, and the objects of which none could
 * be read. One object can hold several: a VirtualService the split of its last route and a fault for some requests.
 */
export function recogniseManifests(objects: MeshObjects): Recognised {
  const targets = targetsOf(objects);
  const read = Object.entries(intentModules).flatMap(([kind, module]) =>
    // The pairs of the record have the type of their kind; Object.entries forgets it.
    readKind(kind as IntentKind, module as IntentModule<IntentOf<IntentKind>>, objects, targets),
  );
  const unique = new Map(read.map((one) => [`${one.kind} ${objectOf(one.current)} ${one.key}`, one]));
  const intents: RecognisedIntent[] = [];
  const refused = new Map<string, Set<string>>();
  const known = new Set<string>();
  for (const { current, ...rest } of unique.values()) {
    const at = objectOf(current);
    if (current.ok) {
      known.add(at);
      const object = current.object === undefined ? {} : { object: current.object };
      intents.push({ ...rest, intent: current.intent, ...object } as RecognisedIntent);
    } else refused.set(at, (refused.get(at) ?? new Set()).add(current.reason));
  }
  return { intents, unrecognised: unrecognisedOf(objects, known, refused) };
}

type Reading = {
  readonly kind: IntentKind;
  readonly key: string;
  readonly label: string;
  readonly target: IntentTarget;
  readonly current: CurrentIntent<IntentOf<IntentKind>>;
};

function readKind(
  kind: IntentKind,
  module: IntentModule<IntentOf<IntentKind>>,
  objects: MeshObjects,
  targets: readonly IntentTarget[],
): readonly Reading[] {
  return targets.flatMap((target) =>
    module.instances(objects, target).map((instance) => ({ kind, target, ...instance })),
  );
}

function objectOf({ object }: Pick<Reading["current"], "object">): string {
  return object === undefined ? "" : objectKey(object);
}

function unrecognisedOf(
  objects: MeshObjects,
  known: ReadonlySet<string>,
  refused: ReadonlyMap<string, ReadonlySet<string>>,
): readonly UnrecognisedObject[] {
  return Object.entries(readKinds).flatMap(([kind, reasonOf]) =>
    (objects[kind] ?? []).flatMap((manifest) => {
      const object = refFromManifest(manifest);
      const key = objectKey(object);
      if (known.has(key)) return [];
      const reasons = refused.get(key);
      return [{ object, reasons: reasons === undefined ? [reasonOf(manifest)] : [...reasons] }];
    }),
  );
}

/** Everything that the objects can be about: services by their hosts, other hosts by name, and whole namespaces. */
function targetsOf(objects: MeshObjects): readonly IntentTarget[] {
  const hosts = (kind: string, hostsOf: (manifest: Manifest) => readonly string[]) =>
    (objects[`${networking}/${kind}`] ?? []).flatMap((manifest) => {
      const namespace = manifest.metadata.namespace ?? "";
      return hostsOf(manifest).map((host) => serviceFromHost(host, namespace) ?? { namespace, name: host });
    });
  const parents = ["HTTPRoute", "GRPCRoute"].flatMap((kind) =>
    (objects[`${gateway}/${kind}`] ?? []).flatMap((manifest) =>
      httpRouteSpec(manifest)
        .parentRefs.filter((parent) => parent.kind === "Service")
        .map(({ name, namespace }) => ({ namespace: namespace ?? manifest.metadata.namespace ?? "", name })),
    ),
  );
  const namespaces = Object.keys(readKinds)
    .flatMap((kind) => objects[kind] ?? [])
    .map(({ metadata }) => ({ namespace: metadata.namespace ?? "", name: "" }));
  const all = [
    ...hosts("VirtualService", (manifest) => virtualServiceSpec(manifest).hosts),
    ...hosts("DestinationRule", (manifest) => [destinationRuleSpec(manifest).host]),
    ...parents,
    ...namespaces,
  ];
  return [...new Map(all.map((target) => [`${target.namespace}/${target.name}`, target])).values()];
}
