import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import { Gathering } from "@/server/operations/gathering";
import type { DiffChangeText } from "@/server/operations/proxies/diff/answer";
import { compareTargets } from "@/server/operations/proxies/diff/compare";
import type { DiffChangeInput } from "@/server/operations/proxies/diff/input";
import { valueText } from "@/server/operations/proxies/diff/shown";
import type { OperationContext } from "@/server/ports";

/** Both whole values of one change. Throws not_found when the sides do not differ there any more. */
export async function readDiffChange(
  ctx: OperationContext,
  input: DiffChangeInput,
): Promise<Sourced<DiffChangeText>> {
  const gathering = new Gathering();
  const { diff } = await compareTargets(ctx, input, gathering);
  const change = diff?.changes.find(({ id }) => id === input.id);
  if (change === undefined)
    throw new ConsoleError("not_found", phrase("no_difference_there"), {
      hint: phrase("compare_again"),
      details: { field: "id" },
    });
  return gathering.answer({ before: valueText(change.before), after: valueText(change.after) });
}
