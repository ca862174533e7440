import type { Sourced } from "@/lib/evidence";
import { versionsOf } from "@/lib/routing/service-versions";
import type { ServiceName } from "@/lib/routing/snapshot";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readSnapshot } from "@/server/operations/routing/snapshot";
import type { OperationContext } from "@/server/ports";

export type SplittableService = ServiceName & { readonly versions: readonly string[] };

/** Every service with the names of its versions, those that have several first. */
export async function listSplittable(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly namespaces: readonly string[] },
): Promise<Sourced<readonly SplittableService[]>> {
  const sources = clusterSources(ctx, input.cluster);
  const { data: snapshot, warnings, evidence } = await readSnapshot(sources, ctx.signal);
  const wanted = new Set(input.namespaces);
  const services = snapshot.services
    .map(({ metadata }) => ({ namespace: metadata.namespace ?? "", name: metadata.name }))
    .filter(({ namespace }) => wanted.size === 0 || wanted.has(namespace))
    .map((service) => ({ ...service, versions: versionsOf(snapshot, service).map(({ subset }) => subset) }))
    .toSorted(
      (left, right) =>
        Math.min(right.versions.length, 2) - Math.min(left.versions.length, 2) ||
        `${left.namespace}/${left.name}`.localeCompare(`${right.namespace}/${right.name}`),
    );
  return { data: services, warnings, evidence };
}
