import { checkMesh, findingKey } from "@/lib/config/check";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { referencesOf } from "@/lib/config/references/references";
import { meshLookup } from "@/lib/config/references/mesh-lookup";
import type { Reference } from "@/lib/config/references/reference";
import type { Sourced } from "@/lib/evidence";
import { objectKey } from "@/lib/mesh/object-ref";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { withObjects } from "@/lib/xds/mesh-objects";
import type { OperationContext } from "@/server/ports";

export type LintAnswer = {
  /** In the order of the manifests that were given. */
  readonly objects: readonly {
    readonly findings: readonly Finding[];
    /** References that lead nowhere. */
    readonly broken: readonly Reference[];
  }[];
  /** What other objects would suffer from it. */
  readonly elsewhere: readonly Finding[];
};

/** What the rules would say of these objects if they were written now, with all that the cluster holds beside them. */
export async function lintManifests(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly manifests: readonly Manifest[] },
): Promise<Sourced<LintAnswer>> {
  const sources = clusterSources(ctx, input.cluster);
  const { data, warnings, evidence } = await readMeshObjects(sources, ctx.signal);
  const changes = input.manifests.map((manifest) => ({ ref: refFromManifest(manifest), manifest }));
  const next = withObjects(data, changes);
  const [before, after] = [data, next].map((objects) =>
    checkMesh({ objects, facts: {}, nowMs: ctx.nowMs() }),
  );
  const known = new Set(before?.map(findingKey));
  const edited = new Set(changes.map(({ ref }) => objectKey(ref)));
  const lookup = meshLookup(next);
  return {
    data: {
      objects: changes.map(({ ref, manifest }) => ({
        findings: (after ?? []).filter(({ object }) => objectKey(object) === objectKey(ref)),
        broken: referencesOf(manifest, lookup).filter(({ state }) => state === "broken"),
      })),
      elsewhere: (after ?? []).filter(
        (finding) => !edited.has(objectKey(finding.object)) && !known.has(findingKey(finding)),
      ),
    },
    warnings,
    evidence,
  };
}
