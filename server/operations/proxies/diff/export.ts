import { ConsoleError } from "@/lib/errors";
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
  if (left === undefined || right === undefined || diff === undefined)
    throw new ConsoleError("not_found", "There is no comparison to export: a side could not be read.", {
      hint: gathering.warnings[0]?.message ?? "Look at the warnings of the page.",
    });
  const changes = diff.changes.map(({ path: _path, ...change }) => change);
  const { changes: _changes, ...proof } = diff;
  const text = JSON.stringify({ left: left.shown, right: right.shown, ...proof, changes }, null, 2);
  return gathering.answer({ text });
}
