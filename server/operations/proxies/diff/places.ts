import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import { Gathering } from "@/server/operations/gathering";
import type { ChangePlace } from "@/server/operations/proxies/diff/answer";
import { compareTargets } from "@/server/operations/proxies/diff/compare";
import type { DiffPlacesInput } from "@/server/operations/proxies/diff/input";
import { linesOf } from "@/server/operations/proxies/diff/read";
import type { OperationContext } from "@/server/ports";

/** All places of one line. Throws not_found when the sides do not differ there any more. */
export async function readPlaces(
  ctx: OperationContext,
  input: DiffPlacesInput,
): Promise<Sourced<readonly ChangePlace[]>> {
  const gathering = new Gathering();
  const { diff } = await compareTargets(ctx, input, gathering);
  const fold =
    diff === undefined ? undefined : linesOf(diff, input).folds.find(({ first }) => first.id === input.id);
  if (fold === undefined)
    throw new ConsoleError("not_found", phrase("no_difference_there"), {
      hint: phrase("compare_again"),
      details: { field: "id" },
    });
  return gathering.answer(fold.places.map(({ id, resource, pathText }) => ({ id, resource, pathText })));
}
