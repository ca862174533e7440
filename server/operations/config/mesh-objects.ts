import { kinds } from "@/lib/config/kinds";
import type { Manifest } from "@/lib/config/manifest";
import { SourceError, warningFromError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";
import { Gathering } from "@/server/operations/gathering";
import type { ClusterSources } from "@/server/ports";

const meshConfigRef: ObjectRef = {
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: rootNamespace,
  name: "istio",
};

/** Rollouts of other controllers act through the routes that they write, which are read anyway. */
const delegatedGroups = new Set<string>(["flagger.app", "argoproj.io"]);
const meshKinds = kinds.filter(({ group }) => !delegatedGroups.has(group));

/**
 * Everything that decides what the mesh does, by "group/Kind", from the watch cache, with istiod's ConfigMap. A kind
 * that could not be read is absent and named in the warnings; a kind that the cluster does not serve is an empty list.
 */
export async function readMeshObjects(
  sources: ClusterSources,
  signal: AbortSignal,
): Promise<Sourced<MeshObjects>> {
  const gathering = new Gathering();
  const entries = await Promise.all([
    ...meshKinds.map(async ({ group, kind }) => {
      const read = sources.kubernetes.list(group, kind, { purpose: "mesh configuration", signal });
      return [`${group}/${kind}`, await gathering.takeObjects(kind, read)] as const;
    }),
    readMeshConfig(sources, signal, gathering),
  ]);
  return gathering.answer(withoutUnread(entries));
}

function withoutUnread(
  entries: readonly (readonly [string, readonly Manifest[] | undefined])[],
): MeshObjects {
  return Object.fromEntries(entries.flatMap(([key, list]) => (list === undefined ? [] : [[key, list]])));
}

async function readMeshConfig(
  sources: ClusterSources,
  signal: AbortSignal,
  gathering: Gathering,
): Promise<readonly [string, readonly Manifest[] | undefined]> {
  try {
    const object = await sources.kubernetes.get(meshConfigRef, { purpose: "mesh settings", signal });
    return ["/ConfigMap", object === undefined ? [] : [object]];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    gathering.warnings.push(warningFromError(error, "mesh settings"));
    return ["/ConfigMap", undefined];
  }
}
