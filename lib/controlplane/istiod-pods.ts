import type { Manifest } from "@/lib/config/manifest";
import { fieldAt, itemsField, textField } from "@/lib/proxies/proto-json";

export type IstiodPod = { readonly namespace: string; readonly name: string; readonly ip?: string };

/** The running istiod pods among `pods`: label `app=istiod`, phase Running, not being deleted. Source: istioctl's lookup of istiod. */
export function istiodPods(pods: readonly Manifest[]): readonly IstiodPod[] {
  return pods.flatMap((pod) => {
    const { metadata, status } = pod;
    if (metadata.labels?.["app"] !== "istiod" || typeof metadata.deletionTimestamp === "string") return [];
    if (textField(status, "phase") !== "Running") return [];
    const ip = fieldAt(status, "podIP");
    return [
      { namespace: metadata.namespace ?? "", name: metadata.name, ...(typeof ip === "string" ? { ip } : {}) },
    ];
  });
}

/** Whether a pod's `Ready` condition is true; undefined when it has none. */
export function isPodReady(pod: Manifest): boolean | undefined {
  const ready = itemsField(pod.status, "conditions").find(
    (condition) => textField(condition, "type") === "Ready",
  );
  return ready === undefined ? undefined : textField(ready, "status") === "True";
}
