import type { Finding } from "@/lib/config/finding";
import { configKinds, dependencyKinds, type KindFamily } from "@/lib/config/families";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { ownersOf, type Owner } from "@/lib/config/owners";
import { meshLookup } from "@/lib/config/references/mesh-lookup";
import { referencesOf } from "@/lib/config/references/references";
import type { Sourced } from "@/lib/evidence";
import { objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import { clusterSources } from "@/server/operations/cluster-sources";
import { findingsOf } from "@/server/operations/findings/engine";
import type { OperationContext } from "@/server/ports";

export type ConfigRow = {
  readonly ref: ObjectRef;
  readonly createdAtMs?: number;
  readonly owners: readonly Owner[];
  readonly findings: readonly Pick<Finding, "code" | "severity">[];
  /** How many of its references lead nowhere. */
  readonly brokenReferences: number;
};

/**
 * Every object of the mesh's configuration, or of what it depends on, with who keeps it, what the rules say of it and
 * whether its references hold. A kind that fails is a warning.
 */
export async function listConfig(
  ctx: OperationContext,
  input: {
    readonly cluster: string;
    readonly namespaces: readonly string[];
    readonly family: KindFamily;
  },
): Promise<Sourced<readonly ConfigRow[]>> {
  const sources = clusterSources(ctx, input.cluster);
  const checked = await findingsOf(sources, ctx, "known");
  const { objects } = checked.data.inventory;
  const findings = byObject(checked.data.findings);
  const lookup = meshLookup(objects);
  const wanted = new Set(input.namespaces);
  const rows = (input.family === "mesh" ? configKinds : dependencyKinds)
    .flatMap(({ group, kind }) => objects[`${group}/${kind}`] ?? [])
    .filter(({ metadata }) => wanted.size === 0 || wanted.has(metadata.namespace ?? ""))
    .map((manifest: Manifest): ConfigRow => {
      const ref = refFromManifest(manifest);
      const created = Date.parse(manifest.metadata.creationTimestamp ?? "");
      return {
        ref,
        ...(Number.isNaN(created) ? {} : { createdAtMs: created }),
        owners: ownersOf(manifest),
        findings: (findings.get(objectKey(ref)) ?? []).map(({ code, severity }) => ({ code, severity })),
        brokenReferences: referencesOf(manifest, lookup).filter(({ state }) => state === "broken").length,
      };
    });
  return { data: rows, warnings: checked.warnings, evidence: checked.evidence };
}

function byObject(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const map = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = objectKey(finding.object);
    const list = map.get(key);
    if (list === undefined) map.set(key, [finding]);
    else list.push(finding);
  }
  return map;
}
