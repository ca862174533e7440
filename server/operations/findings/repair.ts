import { phrase } from "@/lib/phrase";
import type { ManifestEdit } from "@/lib/changes/change-set";
import type { Repair } from "@/lib/config/checks/rule";
import { refFromManifest } from "@/lib/config/manifest";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { repairOf } from "@/lib/findings/rules";
import { groupFromApiVersion, objectKey, printObjectRef } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { clusterSources } from "@/server/operations/cluster-sources";
import { findingsOf } from "@/server/operations/findings/engine";
import { findingId } from "@/server/operations/findings/finding-id";
import type { OperationContext } from "@/server/ports";

export type RepairRequest = {
  /** What the change is about: "Fix HD0003 of VirtualService shop/orders". */
  readonly title: string;
  readonly edits: readonly ManifestEdit[];
};

/**
 * The edits that end a finding, computed against the mesh of now, for `changes.plan`. Throws not_found for a finding
 * that is gone and precondition_failed for one that no machine can repair.
 */
export async function readRepair(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly id: string },
): Promise<Sourced<RepairRequest>> {
  const sources = clusterSources(ctx, input.cluster);
  const { data, warnings, evidence } = await findingsOf(sources, ctx);
  const finding = data.findings.find((one) => findingId(one) === input.id);
  if (finding === undefined) {
    throw new ConsoleError("not_found", phrase("finding_gone"), {
      hint: phrase("finding_repaired"),
    });
  }
  const repairs = repairOf(finding, data.inventory);
  if (repairs === undefined || repairs.length === 0) {
    throw new ConsoleError("precondition_failed", phrase("no_repair", { code: finding.code }), {
      hint: phrase("repair_by_hand"),
    });
  }
  return {
    data: {
      title: `Fix ${finding.code} of ${printObjectRef(finding.object)}`,
      edits: repairs.map((repair) => editFrom(repair, data.inventory.objects)),
    },
    warnings,
    evidence,
  };
}

function editFrom({ ref, after }: Repair, objects: MeshObjects): ManifestEdit {
  const live = objects[`${groupFromApiVersion(ref.apiVersion)}/${ref.kind}`]?.find(
    (manifest) => objectKey(refFromManifest(manifest)) === objectKey(ref),
  );
  const base = live?.metadata.resourceVersion;
  return {
    action: after === undefined ? "delete" : "put",
    manifest: after ?? {
      apiVersion: ref.apiVersion,
      kind: ref.kind,
      metadata: { name: ref.name, namespace: ref.namespace },
    },
    ...(base === undefined ? {} : { baseResourceVersion: base }),
  };
}
