import { z } from "zod";
import type { Sourced } from "@/lib/evidence";
import { phrase } from "@/lib/phrase";
import { ConsoleError } from "@/lib/errors";
import { entryText } from "@/lib/proxies/dump/read-entries";
import { parseAmbientDump } from "@/server/operations/ambient/parse";
import { ambientTargetSchema, readZtunnelBytes } from "@/server/operations/ambient/target";
import type { OperationContext } from "@/server/ports";

export const ambientObjectInputSchema = ambientTargetSchema.and(
  z.object({ id: z.string().min(1).max(2000) }),
);

export type AmbientObject = {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  /** As ztunnel printed it, secrets replaced. */
  readonly text: string;
};

/** One object of a ztunnel's dump as it was printed. Throws not_found for one that is gone. */
export async function readAmbientObject(
  ctx: OperationContext,
  input: z.infer<typeof ambientObjectInputSchema>,
): Promise<Sourced<AmbientObject>> {
  const { data, warnings, evidence } = await readZtunnelBytes(ctx, input);
  const { entries } = await parseAmbientDump(data);
  const entry = entries.find(({ id }) => id === input.id);
  if (entry === undefined) {
    throw new ConsoleError("not_found", phrase("no_ztunnel_object", { id: input.id }), {
      hint: phrase("configuration_changed"),
      details: { field: "id" },
    });
  }
  const { id, group, name } = entry;
  return { data: { id, group, name, text: indented(entryText(data.bytes, entry)) }, warnings, evidence };
}

/** ztunnel prints without line breaks. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
