import type { ManifestEdit } from "@/lib/changes/change-set";
import { kindInfo } from "@/lib/config/kinds";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type { YamlDocument } from "@/lib/config/yaml/parse";
import { groupFromApiVersion, objectKey, type ObjectRef } from "@/lib/mesh/object-ref";

/** The object that an edit started from. */
export type EditOrigin = {
  readonly ref: ObjectRef;
  /** Absent when it was deleted since: then it is created anew. */
  readonly resourceVersion?: string;
};

/** The objects of a text, as they would be written. */
export type TextEdits = {
  readonly edits: readonly ManifestEdit[];
  /** The text has other objects but not the one that it started from: that one stays as it is. */
  readonly leaves?: ObjectRef;
};

/** What a text asks for. `removeOrigin` deletes the object that was renamed away from, in the same plan. */
export function editsFromText(
  documents: readonly YamlDocument[],
  origin: EditOrigin | undefined,
  removeOrigin: boolean,
): TextEdits {
  const manifests = documents.flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest]));
  const isOrigin = (manifest: Manifest) =>
    origin !== undefined && objectKey(refFromManifest(manifest)) === objectKey(origin.ref);
  const version = origin?.resourceVersion;
  const base = version === undefined ? {} : { baseResourceVersion: version };
  const puts = manifests.map((manifest): ManifestEdit => ({
    action: "put",
    manifest,
    ...(isOrigin(manifest) ? base : {}),
  }));
  if (origin === undefined || version === undefined || manifests.length === 0 || manifests.some(isOrigin)) {
    return { edits: puts };
  }
  return { edits: removeOrigin ? [...puts, deletion(origin.ref, version)] : puts, leaves: origin.ref };
}

/** The edit that deletes an object, if it still is what was seen. */
export function deletion(ref: ObjectRef, baseResourceVersion: string): ManifestEdit {
  const { apiVersion, kind, name, namespace } = ref;
  const metadata = { name, ...(namespace === "" ? {} : { namespace }) };
  return { action: "delete", manifest: { apiVersion, kind, metadata }, baseResourceVersion };
}

/** An object's manifest for another namespace: what belongs to the place is left behind. */
export function copyTo(manifest: Manifest, namespace: string): Manifest {
  const { ownerReferences: _owners, finalizers: _finalizers, ...metadata } = manifest.metadata;
  const isNamespaced = kindInfo(groupFromApiVersion(manifest.apiVersion), manifest.kind)?.namespaced ?? true;
  return { ...manifest, metadata: { ...metadata, ...(isNamespaced ? { namespace } : {}) } };
}
