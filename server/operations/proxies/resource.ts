import { z } from "zod";
import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { entryText, entryValue } from "@/lib/proxies/dump/read-entries";
import { linkSteps } from "@/lib/proxies/links";
import { referencesOf, type References, type ReferenceSection } from "@/lib/proxies/references";
import { parseSection } from "@/server/operations/proxies/parse-section";
import { secretRowFromEntry, type SecretRow } from "@/server/operations/proxies/section";
import { dumpTargetSchema, readDumpBytes, targetWords } from "@/server/operations/proxies/target";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

export const resourceInputSchema = dumpTargetSchema.and(z.object({ id: z.string().min(1).max(2000) }));
export type ResourceInput = z.infer<typeof resourceInputSchema>;

export type ResourceRead = {
  readonly entry: DumpEntry;
  /** As the proxy printed it, secrets replaced. */
  readonly text: string;
  /** Its certificates, which the text holds encoded. */
  readonly secret?: SecretRow;
  readonly references: References;
};

const referenceSections: readonly string[] = [
  "listeners",
  "routes",
  "clusters",
  "endpoints",
  "secrets",
  "ecds",
] satisfies readonly ReferenceSection[];

/** One resource of a proxy: its raw JSON, and what it points to and what points to it. */
export async function readResource(
  ctx: OperationContext,
  input: ResourceInput,
): Promise<Sourced<ResourceRead>> {
  const dump = await readDumpBytes(ctx, input, `configuration of ${targetWords(input)}`);
  const entry = dump.data.entries.find((candidate) => candidate.id === input.id);
  if (entry === undefined) {
    throw new ConsoleError("not_found", phrase("no_resource", { id: input.id }), {
      hint: phrase("configuration_changed"),
      details: { field: "id" },
    });
  }
  const text = entryText(dump.data.bytes, entry);
  return {
    ...dump,
    data: {
      entry,
      text,
      references: referenceSections.includes(entry.section)
        ? await readReferences(dump.data, entry.section as ReferenceSection, entry)
        : { uses: [], usedBy: [] },
      ...(entry.section === "secrets"
        ? { secret: secretRowFromEntry(entry, entryValue(dump.data.bytes, entry)) }
        : {}),
    },
  };
}

async function readReferences(
  dump: ConfigDumpBytes,
  section: ReferenceSection,
  entry: DumpEntry,
): Promise<References> {
  const [listeners, routes, clusters] = await Promise.all([
    parseSection(dump, "listeners", linkSteps),
    parseSection(dump, "routes", linkSteps),
    parseSection(dump, "clusters", linkSteps),
  ]);
  const ids = new Map(dump.entries.map((each) => [`${each.section} ${each.name}`, each.id]));
  return referencesOf(
    { links: { listeners, routes, clusters }, idOf: (target, name) => ids.get(`${target} ${name}`) },
    section,
    entry,
  );
}
