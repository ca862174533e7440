/** Whose word on a proxy's configuration is wanted: Envoy's own, or what istiod would send to it. */
export type ProxyView = "envoy" | "istiod";

/** A configuration that pages can read: a proxy's now, or a dump that was kept or uploaded. */
export type DumpTarget =
  | {
      readonly cluster: string;
      readonly namespace: string;
      readonly pod: string;
      readonly view: ProxyView;
    }
  | { readonly snapshot: string };

/** A target as it stands in an address: `envoy:west/shop/cart-1`, `istiod:/shop/cart-1` (first cluster), `snapshot:4f1`. */
export function textFromTarget(target: DumpTarget): string {
  if ("snapshot" in target) return `snapshot:${target.snapshot}`;
  return `${target.view}:${target.cluster}/${target.namespace}/${target.pod}`;
}

/** The target of such a text; undefined for any other. */
export function targetFromText(text: string): DumpTarget | undefined {
  const colon = text.indexOf(":");
  const [kind, rest] = [text.slice(0, colon), text.slice(colon + 1)];
  if (kind === "snapshot") return rest === "" ? undefined : { snapshot: rest };
  if (kind !== "envoy" && kind !== "istiod") return undefined;
  const [cluster = "", namespace = "", pod = "", ...more] = rest.split("/");
  if (namespace === "" || pod === "" || more.length > 0) return undefined;
  return { cluster, namespace, pod, view: kind };
}
