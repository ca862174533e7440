/** How new pods of a namespace join the mesh, by its labels. Source: Istio's injection and ambient labels. */
export function dataplaneFromNamespace(
  labels: Readonly<Record<string, string>>,
): "sidecar" | "ambient" | "none" {
  if (labels["istio.io/dataplane-mode"] === "ambient") return "ambient";
  if (labels["istio-injection"] === "disabled") return "none";
  return labels["istio-injection"] === "enabled" || labels["istio.io/rev"] !== undefined ? "sidecar" : "none";
}
