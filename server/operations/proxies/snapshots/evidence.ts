import type { Evidence } from "@/lib/evidence";
import type { OperationContext } from "@/server/ports";

/** Evidence of what was read from the console's own database since `startMs`. */
export function databaseEvidence(
  ctx: OperationContext,
  startMs: number,
  purpose: string,
  rows: number,
): Evidence {
  const durationMs = ctx.nowMs() - startMs;
  return {
    source: "database",
    cluster: "",
    kind: "sql",
    request: "Snapshot",
    purpose,
    atMs: startMs,
    durationMs,
    rows,
  };
}
