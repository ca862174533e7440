import type { Sourced } from "@/lib/evidence";
import type { Snapshot } from "@/lib/proxies/snapshot";
import { findSnapshot } from "@/server/operations/proxies/snapshots/access";
import { databaseEvidence } from "@/server/operations/proxies/snapshots/evidence";
import type { OperationContext } from "@/server/ports";

/** What a kept dump is, when and where it is from. Throws not_found for one that does not exist (any more). */
export async function readSnapshot(ctx: OperationContext, id: string): Promise<Sourced<Snapshot>> {
  const startMs = ctx.nowMs();
  const data = await findSnapshot(ctx, id);
  return { data, warnings: data.warnings, evidence: [databaseEvidence(ctx, startMs, "snapshot", 1)] };
}
