import type { OperationContext } from "@/server/ports";

/** Deletes these; gives the ids that were there. */
export async function removeSnapshots(
  _ctx: OperationContext,
  _ids: readonly string[],
): Promise<{ readonly removed: readonly string[] }> {
  throw new Error("not there yet");
}
