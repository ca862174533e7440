import type { Approval } from "@/lib/changes/approval";
import { withRows } from "@/server/database/database";

/** Notes a person's yes to a plan; a second yes of the same person replaces the first. */
export async function saveApproval(
  url: string | undefined,
  planHash: string,
  approval: Approval,
): Promise<void> {
  const { actor, comment } = approval;
  const atMs = BigInt(approval.atMs);
  await withRows(url, (rows) =>
    rows.approval.upsert({
      where: { planHash_actor: { planHash, actor } },
      create: { planHash, actor, comment, atMs },
      update: { comment, atMs },
    }),
  );
}

/** Who said yes to a plan, first one first. */
export async function readApprovals(url: string | undefined, planHash: string): Promise<readonly Approval[]> {
  const rows = await withRows(url, (all) =>
    all.approval.findMany({ where: { planHash }, orderBy: [{ atMs: "asc" }, { actor: "asc" }] }),
  );
  return rows.map(({ actor, comment, atMs }) => ({ actor, comment, atMs: Number(atMs) }));
}
