/** A Kubernetes object by kind and name; namespace "" for cluster-scoped kinds. */
export type ObjectRef = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

/** `Kind namespace/name`, the form that Istio's analyzers use. */
export function printObjectRef(ref: Pick<ObjectRef, "kind" | "namespace" | "name">): string {
  return ref.namespace === "" ? `${ref.kind} ${ref.name}` : `${ref.kind} ${ref.namespace}/${ref.name}`;
}

/** API group of an apiVersion; "" for the core group. */
export function groupFromApiVersion(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** A key equal for equal objects whatever API version they were read in: `group/Kind/namespace/name`. */
export function objectKey(ref: ObjectRef): string {
  return `${groupFromApiVersion(ref.apiVersion)}/${ref.kind}/${ref.namespace}/${ref.name}`;
}
