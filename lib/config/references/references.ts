import { isRecord } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { gatewayApiReferences } from "@/lib/config/references/gateway-api-references";
import { istioReferences } from "@/lib/config/references/istio-references";
import type { MeshLookup } from "@/lib/config/references/mesh-lookup";
import type { IncomingReference, Reference } from "@/lib/config/references/reference";
import { ReferenceList } from "@/lib/config/references/reference-list";
import { groupFromApiVersion, objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const kubernetesReferences: typeof istioReferences = {
  "/Service": (list, spec) => list.selector(`${spec.path}.selector`, spec.value["selector"]),
};
const extractors = { ...istioReferences, ...gatewayApiReferences, ...kubernetesReferences };

/** Everything that an object refers to, in the order of its fields; none for kinds that name nothing. */
export function referencesOf(manifest: Manifest, lookup: MeshLookup): readonly Reference[] {
  const extract = extractors[`${groupFromApiVersion(manifest.apiVersion)}/${manifest.kind}`];
  const { spec } = manifest;
  if (extract === undefined || !isRecord(spec)) return [];
  const list = new ReferenceList(manifest, lookup);
  extract(list, { path: "spec", value: spec });
  return list.found;
}

/** Every place in `objects` that refers to `target`. */
export function referencesTo(
  target: ObjectRef,
  objects: MeshObjects,
  lookup: MeshLookup,
): readonly IncomingReference[] {
  const wanted = objectKey(target);
  return Object.keys(extractors)
    .flatMap((key) => objects[key] ?? [])
    .flatMap((manifest) =>
      referencesOf(manifest, lookup)
        .filter(({ targets }) => targets.some((ref) => objectKey(ref) === wanted))
        .map(({ role, path, text }) => ({ from: refFromManifest(manifest), role, path, text })),
    )
    .filter(({ from }) => objectKey(from) !== wanted);
}
