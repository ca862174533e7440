import type { ObjectRef } from "@/lib/mesh/object-ref";

/** `/api/v1` or `/apis/group/version`. */
export function apiRoot(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** Path of a collection; without a namespace it is the one of the whole cluster. */
export function collectionPath(apiVersion: string, plural: string, namespace = ""): string {
  const scope = namespace === "" ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${apiRoot(apiVersion)}${scope}/${plural}`;
}

/** Path of one object. */
export function objectPath(ref: ObjectRef, plural: string): string {
  return `${collectionPath(ref.apiVersion, plural, ref.namespace)}/${encodeURIComponent(ref.name)}`;
}
