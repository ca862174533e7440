import {
  fieldAt,
  isProtoObject,
  itemsField,
  objectField,
  textField,
  textsField,
} from "@/lib/proxies/proto-json";

/** Which hosts a subset load balancer picks from, and how it came to it. */
export type SubsetPick = {
  readonly isIn: (endpoint: unknown) => boolean;
  readonly kind: "whole" | "subset" | "fallback_any" | "fallback_default" | "no_subset";
};

/**
 * The hosts that a cluster's subset load balancer picks from for the metadata that a route asks for. Source:
 * envoy.config.cluster.v3.Cluster.LbSubsetConfig.
 */
export function subsetPick(
  cluster: unknown,
  wanted: Readonly<Record<string, string>>,
  endpoints: readonly unknown[],
): SubsetPick {
  const config = objectField(cluster, "lb_subset_config");
  const keys = Object.keys(wanted).toSorted();
  const selectors = itemsField(config, "subset_selectors").map((selector) =>
    textsField(selector, "keys").toSorted(),
  );
  if (config === undefined || selectors.length === 0) return { kind: "whole", isIn: () => true };
  const has = (labels: Readonly<Record<string, unknown>>) => (endpoint: unknown) =>
    Object.entries(labels).every(([key, value]) => labelOf(endpoint, key) === value);
  if (selectors.some((selector) => selector.join() === keys.join()) && endpoints.some(has(wanted)))
    return { kind: "subset", isIn: has(wanted) };
  switch (textField(config, "fallback_policy")) {
    case "ANY_ENDPOINT":
      return { kind: "fallback_any", isIn: () => true };
    case "DEFAULT_SUBSET":
      return { kind: "fallback_default", isIn: has(objectField(config, "default_subset") ?? {}) };
  }
  return { kind: "no_subset", isIn: () => false };
}

function labelOf(endpoint: unknown, key: string): unknown {
  const labels = fieldAt(endpoint, "metadata", "filter_metadata", "envoy.lb");
  return isProtoObject(labels) ? labels[key] : undefined;
}
