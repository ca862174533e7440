import type { Manifest } from "@/lib/config/manifest";
import type { ControlPlaneReplica } from "./sync";
import { fieldAt, itemsField, textField } from "@/lib/proxies/proto-json";

export type IstiodPod = {
  readonly namespace: string;
  readonly name: string;
  readonly revision?: string;
  readonly ip?: string;
};

/** The running istiod pods among `pods`: label `app=istiod`, phase Running, not being deleted. Source: istioctl's lookup of istiod. */
export function istiodPods(pods: readonly Manifest[]): readonly IstiodPod[] {
  return pods.flatMap((pod) => {
    const { metadata, status } = pod;
    if (metadata.labels?.["app"] !== "istiod" || typeof metadata.deletionTimestamp === "string") return [];
    if (textField(status, "phase") !== "Running") return [];
    const ip = fieldAt(status, "podIP");
    return [
      {
        namespace: metadata.namespace ?? "",
        name: metadata.name,
        revision: metadata.labels["istio.io/rev"] ?? "default",
        ...(typeof ip === "string" ? { ip } : {}),
      },
    ];
  });
}

/**
 * `replica` with the namespace and revision of its pod. One that is reached by an address has no pod of its name: it is
 * in the namespace, and of the revision, that all istiod pods share.
 */
export function placedReplica(replica: ControlPlaneReplica, pods: readonly IstiodPod[]): ControlPlaneReplica {
  const own = pods.filter(({ name }) => name === replica.name);
  const candidates = own.length > 0 ? own : pods;
  const [namespace, ...namespaces] = new Set(candidates.map((pod) => pod.namespace));
  const [revision, ...revisions] = new Set(candidates.flatMap((pod) => pod.revision ?? []));
  return {
    ...replica,
    ...(namespace === undefined || namespaces.length > 0 ? {} : { namespace }),
    ...(revision === undefined || revisions.length > 0 ? {} : { revision }),
  };
}

/** Whether a pod's `Ready` condition is true; undefined when it has none. */
export function isPodReady(pod: Manifest): boolean | undefined {
  const ready = itemsField(pod.status, "conditions").find(
    (condition) => textField(condition, "type") === "Ready",
  );
  return ready === undefined ? undefined : textField(ready, "status") === "True";
}
