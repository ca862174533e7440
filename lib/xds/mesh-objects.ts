import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { groupFromApiVersion, objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import type { z } from "zod";

/** Objects by "group/Kind" ("/Service" for the core group), as a store or an epoch of the demo mesh holds them. */
export type MeshObjects = Readonly<Record<string, readonly Manifest[]>>;

/** Manifests in lists by "group/Kind"; only kinds that occur have a list. */
export function objectsFromManifests(manifests: readonly Manifest[]): MeshObjects {
  const objects: Record<string, Manifest[]> = {};
  for (const manifest of manifests) {
    const key = `${groupFromApiVersion(manifest.apiVersion)}/${manifest.kind}`;
    (objects[key] ??= []).push(manifest);
  }
  return objects;
}

/** The objects with these put in place of what is there; `undefined` takes one out. */
export function withObjects(
  objects: MeshObjects,
  changes: readonly { readonly ref: ObjectRef; readonly manifest: Manifest | undefined }[],
): MeshObjects {
  const next: Record<string, readonly Manifest[]> = { ...objects };
  for (const { ref, manifest } of changes) {
    const key = `${groupFromApiVersion(ref.apiVersion)}/${ref.kind}`;
    const rest = (next[key] ?? []).filter((one) => objectKey(refFromManifest(one)) !== objectKey(ref));
    next[key] = manifest === undefined ? rest : [...rest, manifest];
  }
  return next;
}

export const rootNamespace = "istio-system";

/** An object with its spec in a known shape. */
export type Parsed<T> = {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly createdMs: number;
  readonly spec: T;
  readonly manifest: Manifest;
};

const cache = new WeakMap<Manifest, Map<z.ZodType, Parsed<unknown> | undefined>>();

function parsed<T>(manifest: Manifest, schema: z.ZodType<T>, whole: boolean): Parsed<T> | undefined {
  const known = cache.get(manifest) ?? new Map<z.ZodType, Parsed<unknown> | undefined>();
  cache.set(manifest, known);
  if (known.has(schema)) return known.get(schema) as Parsed<T> | undefined;
  const result = schema.safeParse(whole ? manifest : (manifest.spec ?? {}));
  const value = result.success
    ? {
        name: manifest.metadata.name,
        namespace: manifest.metadata.namespace ?? "",
        labels: manifest.metadata.labels ?? {},
        annotations: manifest.metadata.annotations ?? {},
        createdMs: Date.parse(manifest.metadata.creationTimestamp ?? "") || 0,
        spec: result.data,
        manifest,
      }
    : undefined;
  known.set(schema, value);
  return value;
}

/**
 * The objects under `key` whose spec fits `schema`, oldest first, then by name. Others are left out: istiod's webhook
 * would have refused them. `whole` parses the object instead of its spec.
 */
export function parsedObjects<T>(
  objects: MeshObjects,
  key: string,
  schema: z.ZodType<T>,
  whole = false,
): readonly Parsed<T>[] {
  const manifests = objects[key];
  if (manifests === undefined) return [];
  const known = lists.get(manifests) ?? new Map<z.ZodType, readonly Parsed<unknown>[]>();
  lists.set(manifests, known);
  const list =
    (known.get(schema) as readonly Parsed<T>[] | undefined) ??
    manifests.flatMap((manifest) => parsed(manifest, schema, whole) ?? []).sort(compareByAge);
  known.set(schema, list);
  return list;
}

const lists = new WeakMap<readonly Manifest[], Map<z.ZodType, readonly Parsed<unknown>[]>>();

type Aged = { readonly createdMs: number; readonly name: string; readonly namespace: string };

/** Oldest first, then by name, then by namespace. Source: istiod's configCompareByCreationTime. */
export function compareByAge(a: Aged, b: Aged): number {
  return a.createdMs - b.createdMs || compareText(a.name, b.name) || compareText(a.namespace, b.namespace);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True when every pair of `selector` is among `labels`; an empty or absent selector matches all. */
export function selectorMatches(
  selector: Readonly<Record<string, string>> | null | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}

/** Whether an object of `objectNamespace` is exported to `namespace`. Absent or empty `exportTo` exports to all. */
export function exportedTo(
  exportTo: readonly string[] | undefined,
  objectNamespace: string,
  namespace: string,
): boolean {
  if (exportTo === undefined || exportTo.length === 0) return true;
  return exportTo.some(
    (target) => target === "*" || target === namespace || (target === "." && objectNamespace === namespace),
  );
}

/** The path that istiod stamps on what it makes from an object; `kind` in kebab case. */
export function istioConfigPath(
  kind: "virtual-service" | "destination-rule",
  object: { readonly namespace: string; readonly name: string },
): string {
  return `/apis/networking.istio.io/v1/namespaces/${object.namespace}/${kind}/${object.name}`;
}
