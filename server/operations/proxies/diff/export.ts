import { ConsoleError, messageOf } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import { Gathering } from "@/server/operations/gathering";
import { compareTargets } from "@/server/operations/proxies/diff/compare";
import type { DiffPair } from "@/server/operations/proxies/diff/input";
import type { OperationContext } from "@/server/ports";

/** The whole comparison as JSON text, for a file. Throws not_found when a side cannot be read. */
export async function exportDiff(
  ctx: OperationContext,
  input: DiffPair,
): Promise<Sourced<{ readonly text: string }>> {
  const gathering = new Gathering();
  const { left, right, diff } = await compareTargets(ctx, input, gathering);
  const first = gathering.warnings[0];
  if (left === undefined || right === undefined || diff === undefined)
    throw new ConsoleError("not_found", phrase("nothing_to_export"), {
      hint: first === undefined ? phrase("look_at_warnings") : messageOf(first),
    });
  const changes = diff.changes.map(({ path: _path, ...change }) => change);
  const { changes: _changes, ...proof } = diff;
  const text = JSON.stringify({ left: left.shown, right: right.shown, ...proof, changes }, null, 2);
  return gathering.answer({ text });
}
