import { writtenAtMs, type AckSummary } from "@/lib/changes/verification";
import type { Sourced } from "@/lib/evidence";
import { snapshotFromObjects } from "@/lib/routing/snapshot";
import { readAcks } from "@/server/operations/changes/verify-acks";
import { readChange } from "@/server/operations/changes/read";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

/** A change, and which proxies have it. */
export type ChangeAcks = {
  readonly title: string;
  readonly actor: string;
  readonly atMs: number;
  /** Absent when nothing was written, or when istiod does not answer. */
  readonly acks?: AckSummary;
};

/** Who has a change of the console's, and who has not. Throws not_found for an unknown change. */
export async function readChangeAcks(ctx: OperationContext, changeId: string): Promise<Sourced<ChangeAcks>> {
  const gathering = new Gathering();
  const change = (await readChange(ctx, changeId)).data;
  const sources = clusterSources(ctx, change.cluster);
  const written = writtenAtMs(change);
  const { title, actor, startedAtMs } = change;
  const told = { title, actor, atMs: written ?? startedAtMs };
  if (written === undefined) return gathering.answer(told);
  const objects = await gathering.take("mesh configuration", readMeshObjects(sources, ctx.signal));
  const keep = <T>({ data, warnings, evidence }: Sourced<T>): T => {
    gathering.warnings.push(...warnings);
    gathering.evidence.push(...evidence);
    return data;
  };
  const acks = await gathering.take(
    "proxies that have the change",
    readAcks(ctx, sources, change, written, snapshotFromObjects(objects ?? {}), keep).then((data) => ({
      data,
      warnings: [],
      evidence: [],
    })),
  );
  return gathering.answer({ ...told, ...(acks === undefined ? {} : { acks }) });
}
