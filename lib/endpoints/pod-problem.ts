import type { TruthService } from "./model";
import type { Manifest } from "@/lib/config/manifest";
import { fieldAt, itemsField, objectField, textField } from "@/lib/proxies/proto-json";

/** Why a pod is not ready, in Kubernetes' words; undefined for one that is, or that says nothing. */
export function podProblem({ metadata, status }: Manifest): string | undefined {
  if (typeof metadata.deletionTimestamp === "string") return "Terminating";
  const statuses = [
    ...itemsField(status, "initContainerStatuses"),
    ...itemsField(status, "containerStatuses"),
  ];
  for (const one of statuses) {
    const reason = textField(fieldAt(one, "state", "waiting"), "reason");
    if (reason !== undefined && reason !== "") return `${reason} (${textField(one, "name") ?? ""})`;
  }
  const ready = itemsField(status, "conditions").find((one) => textField(one, "type") === "Ready");
  if (ready === undefined || textField(ready, "status") === "True") return undefined;
  return textField(ready, "message") || textField(ready, "reason") || "Ready: False";
}

const problemLimit = 3;

/** The pods that a Service's selector picks, and why some are not ready; undefined while pods are unknown. */
export function selectedPods(
  service: Manifest,
  pods: readonly Manifest[] | undefined,
): TruthService["selected"] {
  const selector = Object.entries(objectField(service.spec, "selector") ?? {});
  if (pods === undefined || selector.length === 0) return undefined;
  const picked = pods.filter(
    ({ metadata }) =>
      metadata.namespace === service.metadata.namespace &&
      selector.every(([key, value]) => metadata.labels?.[key] === value),
  );
  const problems = new Set(picked.flatMap((pod) => podProblem(pod) ?? []));
  return { count: picked.length, problems: [...problems].slice(0, problemLimit) };
}
