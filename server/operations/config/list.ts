import { checkMesh } from "@/lib/config/check";
import type { Finding } from "@/lib/config/finding";
import { kinds } from "@/lib/config/kinds";
import { refFromManifest } from "@/lib/config/manifest";
import { ownersOf, type Owner } from "@/lib/config/owners";
import { SourceError, warningFromError, type SourceWarning } from "@/lib/errors";
import type { Evidence, Sourced } from "@/lib/evidence";
import { objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import type { OperationContext } from "@/server/ports";

const configGroups = new Set(["networking.istio.io", "security.istio.io", "gateway.networking.k8s.io"]);

export type ConfigRow = {
  readonly ref: ObjectRef;
  readonly createdAtMs?: number;
  readonly owners: readonly Owner[];
  readonly findings: readonly Finding[];
};

/** Every mesh configuration object with who keeps it and what the rules say of it. A kind that fails is a warning. */
export async function listConfig(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly namespaces: readonly string[] },
): Promise<Sourced<readonly ConfigRow[]>> {
  const sources = clusterSources(ctx, input.cluster);
  const warnings: SourceWarning[] = [];
  const evidence: Evidence[] = [];
  const snapshot = await readMeshObjects(sources, ctx.signal);
  const findings = byObject(checkMesh({ objects: snapshot.data, facts: {}, nowMs: ctx.nowMs() }));
  const lists = await Promise.all(
    kinds
      .filter(({ group }) => configGroups.has(group))
      .map(async ({ group, kind }) => {
        try {
          const call = { purpose: "mesh configuration", signal: ctx.signal };
          const answer = await sources.kubernetes.list(group, kind, call, input.namespaces);
          warnings.push(...answer.warnings);
          evidence.push(...answer.evidence);
          return answer.data;
        } catch (error) {
          if (!(error instanceof SourceError)) throw error;
          warnings.push(warningFromError(error, kind));
          return [];
        }
      }),
  );
  const wanted = new Set(input.namespaces);
  const rows = lists.flat().map((manifest): ConfigRow => {
    const ref = refFromManifest(manifest);
    const created = Date.parse(manifest.metadata.creationTimestamp ?? "");
    return {
      ref,
      ...(Number.isNaN(created) ? {} : { createdAtMs: created }),
      owners: ownersOf(manifest),
      findings: findings.get(objectKey(ref)) ?? [],
    };
  });
  return {
    data: rows.filter(({ ref }) => wanted.size === 0 || wanted.has(ref.namespace)),
    warnings: [...warnings, ...snapshot.warnings],
    evidence,
  };
}

function byObject(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const map = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = objectKey(finding.object);
    map.set(key, [...(map.get(key) ?? []), finding]);
  }
  return map;
}
