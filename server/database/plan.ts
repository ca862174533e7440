import type { ChangeSet } from "@/lib/changes/change-set";
import { withRows } from "@/server/database/database";

const keepMs = 7 * 86_400_000;

/** Stores a plan; an equal plan (same hash) keeps its claim and gets the newer body. Plans older than a week go. */
export async function savePlan(url: string | undefined, plan: ChangeSet): Promise<void> {
  const body = JSON.stringify(plan);
  await withRows(url, async (rows) => {
    await rows.plan.deleteMany({ where: { createdAtMs: { lt: BigInt(plan.createdAtMs - keepMs) } } });
    await rows.plan.upsert({
      where: { hash: plan.planHash },
      create: {
        hash: plan.planHash,
        cluster: plan.cluster,
        actor: plan.actor,
        createdAtMs: BigInt(plan.createdAtMs),
        body,
      },
      update: { body },
    });
  });
}

/** The stored plan and the change that took it, or undefined for an unknown hash. */
export async function readPlan(
  url: string | undefined,
  hash: string,
): Promise<{ plan: ChangeSet; claimedBy?: string } | undefined> {
  const row = await withRows(url, (rows) => rows.plan.findUnique({ where: { hash } }));
  if (row === null) return undefined;
  return { plan: planFromBody(row.body), ...(row.claimedBy === null ? {} : { claimedBy: row.claimedBy }) };
}

// The body is what `savePlan` wrote, in the same version's shape or an older one that the screens still read.
function planFromBody(body: string): ChangeSet {
  return JSON.parse(body) as ChangeSet;
}
