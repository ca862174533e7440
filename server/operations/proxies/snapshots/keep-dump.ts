import { setImmediate as nextTurn } from "node:timers/promises";
import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Snapshot } from "@/lib/proxies/snapshot";
import { prune } from "@/server/operations/proxies/snapshots/retention";
import { storeSnapshot, type SnapshotFacts } from "@/server/operations/proxies/snapshots/store";
import { SnapshotWriter } from "@/server/operations/proxies/snapshots/writer";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

const pieceBytes = 65_536;

/** Keeps a dump that is at hand. */
export async function keepDump(
  ctx: OperationContext,
  dump: ConfigDumpBytes,
  facts: Omit<SnapshotFacts, "takenAtMs">,
): Promise<Snapshot> {
  const writer = new SnapshotWriter({ databaseUrl: ctx.databaseUrl, nowMs: ctx.nowMs, isChecked: false });
  try {
    for (let at = 0; at < dump.bytes.length; at += pieceBytes) {
      await writer.push(dump.bytes.subarray(at, at + pieceBytes));
      await nextTurn();
    }
    const written = await writer.finish();
    if (written.sizeBytes === 0) throw new ConsoleError("precondition_failed", phrase("empty_dump"));
    const snapshot = await storeSnapshot(ctx, written, { ...facts, takenAtMs: dump.fetchedAtMs });
    await prune(ctx, snapshot);
    return snapshot;
  } finally {
    writer.close();
  }
}
