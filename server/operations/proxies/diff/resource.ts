import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import type { ConfigChange } from "@/lib/proxies/diff/change";
import { entryForms } from "@/lib/proxies/diff/resource-forms";
import { Gathering } from "@/server/operations/gathering";
import type { DiffChangeText } from "@/server/operations/proxies/diff/answer";
import { compareTargets } from "@/server/operations/proxies/diff/compare";
import type { DiffChangeInput } from "@/server/operations/proxies/diff/input";
import { valueText } from "@/server/operations/proxies/diff/shown";
import type { ReadSide } from "@/server/operations/proxies/diff/side";
import type { OperationContext } from "@/server/ports";

type Place = Pick<ConfigChange, "section" | "resource" | "state">;

/** The resource on one side in the form that is compared; "" for none. */
function textOn({ compared }: ReadSide, { section, resource, state }: Place): string {
  const { entries, value, isData } = compared;
  const forms = entries
    .filter((entry) => entry.section === section && entry.name === resource)
    .flatMap((entry) => entryForms(entry, value(entry), isData));
  return valueText((forms.find((form) => form.state === state) ?? forms[0])?.value);
}

/** The whole resource of a change on both sides. Throws not_found when the sides do not differ there any more. */
export async function readDiffResource(
  ctx: OperationContext,
  input: DiffChangeInput,
): Promise<Sourced<DiffChangeText>> {
  const gathering = new Gathering();
  const { left, right, diff } = await compareTargets(ctx, input, gathering);
  const change = diff?.changes.find(({ id }) => id === input.id);
  if (left === undefined || right === undefined || change === undefined)
    throw new ConsoleError("not_found", phrase("no_difference_there"), {
      hint: phrase("compare_again"),
      details: { field: "id" },
    });
  return gathering.answer({ before: textOn(left, change), after: textOn(right, change) });
}
