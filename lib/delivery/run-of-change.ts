import type { Change } from "@/lib/changes/change";
import type { RunKind } from "@/lib/delivery/run";
import { runAnnotations } from "@/lib/delivery/run-annotations";

/** The run that made a change, by the marks on what it wrote; on the way back they stand on what was there before. */
export function runOfChange({
  objects,
}: Pick<Change, "objects">): { readonly runId: string; readonly kind: RunKind } | undefined {
  for (const { before, after } of objects) {
    for (const manifest of [after, before]) {
      const annotations = manifest?.metadata.annotations ?? {};
      const runId = annotations[runAnnotations.id];
      const kind = annotations[runAnnotations.kind];
      if (runId !== undefined && (kind === "canary" || kind === "fault")) return { runId, kind };
    }
  }
  return undefined;
}
