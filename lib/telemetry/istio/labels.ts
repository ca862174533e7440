import type { Reporter } from "@/lib/graph/edge-traffic";
import type { Labels } from "@/lib/telemetry/series";

/** What Istio's metrics say of both ends of a request, in the order that queries group by. */
export const peerLabels = [
  "reporter",
  "source_cluster",
  "source_workload_namespace",
  "source_workload",
  "source_canonical_service",
  "source_canonical_revision",
  "destination_cluster",
  "destination_service_namespace",
  "destination_service_name",
  "destination_service",
  "destination_workload_namespace",
  "destination_workload",
  "destination_canonical_service",
  "destination_canonical_revision",
] as const;

/** The value of a label, or undefined when it is absent, empty, or Istio's own "unknown". */
export function knownLabel(labels: Labels, name: string): string | undefined {
  const value = labels[name];
  return value === undefined || value === "" || value === "unknown" ? undefined : value;
}

/** The version of a canonical revision; "latest" is what Istio writes when a pod has no version label. */
export function knownVersion(labels: Labels, side: "source" | "destination"): string | undefined {
  const revision = knownLabel(labels, `${side}_canonical_revision`);
  return revision === "latest" ? undefined : revision;
}

/** The reporter of a series, or undefined for a value that Istio does not write. */
export function reporterFromLabels(labels: Labels): Reporter | undefined {
  const reporter = labels.reporter;
  return reporter === "source" || reporter === "destination" || reporter === "waypoint"
    ? reporter
    : undefined;
}
