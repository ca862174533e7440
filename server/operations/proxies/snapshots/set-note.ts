import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Snapshot } from "@/lib/proxies/snapshot";
import { saveSnapshotNote } from "@/server/database/snapshot";
import { findSnapshot } from "@/server/operations/proxies/snapshots/access";
import type { OperationContext } from "@/server/ports";

/** Writes another note on a snapshot. Throws not_found for one that does not exist, or not for this person. */
export async function setSnapshotNote(
  ctx: OperationContext,
  input: { readonly id: string; readonly note: string },
): Promise<Snapshot> {
  const snapshot = await findSnapshot(ctx, input.id);
  const note = input.note.trim();
  if (await saveSnapshotNote(ctx.databaseUrl, input.id, note)) return { ...snapshot, note };
  throw new ConsoleError("not_found", phrase("no_snapshot", { id: input.id }), {
    hint: phrase("snapshots_are_limited"),
    details: { field: "id" },
  });
}
