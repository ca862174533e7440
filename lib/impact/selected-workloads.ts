import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { meshWorkloads, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import { rootNamespace, selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import type { ChangedObject } from "./changed-objects";

/**
 * The workloads that a policy object applies to, before or after: those that its selector picks in its namespace; all
 * of the namespace without one, and from the root namespace the whole mesh. Objects with targetRefs pick gateways.
 */
export function selectedWorkloads(objects: MeshObjects, object: ChangedObject): readonly MeshWorkload[] {
  return meshWorkloads(objects).filter((workload) =>
    [object.before, object.after].some((manifest) => manifest !== undefined && selects(manifest, workload)),
  );
}

function selects(manifest: Manifest, workload: MeshWorkload): boolean {
  const namespace = manifest.metadata.namespace ?? "";
  if (namespace !== workload.namespace && namespace !== rootNamespace) return false;
  const spec = manifest.spec ?? {};
  const targets = [spec["targetRef"], ...listOf(spec["targetRefs"])].filter(isRecord);
  if (targets.length > 0)
    return targets.some(
      (target) =>
        target["kind"] === "Gateway" &&
        target["name"] === workload.labels["gateway.networking.k8s.io/gateway-name"],
    );
  return selectorMatches(selectorOf(spec), workload.labels);
}

/** The labels that a spec selects by, in any of the forms that Istio's kinds use; undefined selects all. */
export function selectorOf(
  spec: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> | undefined {
  const node = spec["selector"] ?? spec["workloadSelector"];
  if (!isRecord(node)) return undefined;
  const labels = isRecord(node["matchLabels"])
    ? node["matchLabels"]
    : isRecord(node["labels"])
      ? node["labels"]
      : undefined;
  if (labels === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
