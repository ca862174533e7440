/** A workload (Deployment, StatefulSet, ...) in one cluster; telemetry names it without its kind. */
export type WorkloadId = { readonly cluster: string; readonly namespace: string; readonly name: string };

/** A service in one cluster, by its Kubernetes name; external hosts have namespace "". */
export type ServiceId = { readonly cluster: string; readonly namespace: string; readonly name: string };

/** `cluster/namespace/name`, usable as a key: none of the three may contain a slash. */
export function idKey(id: WorkloadId | ServiceId): string {
  return `${id.cluster}/${id.namespace}/${id.name}`;
}

/** The id behind a key made by `idKey`, or undefined when it is not one. */
export function idFromKey(key: string): { cluster: string; namespace: string; name: string } | undefined {
  const parts = key.split("/");
  if (parts.length !== 3) return undefined;
  const [cluster = "", namespace = "", name = ""] = parts;
  return { cluster, namespace, name };
}
