import { z } from "zod";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { clusterFromEntry, type Cluster } from "@/lib/proxies/cluster";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { entryText } from "@/lib/proxies/dump/read-entries";
import { endpointsFromEntry, type Endpoint } from "@/lib/proxies/endpoint";
import { listenerFromEntry, type Listener } from "@/lib/proxies/listener";
import { referencesOf, type References, type ReferenceSection } from "@/lib/proxies/references";
import { routeConfigFromEntry, type RouteConfig } from "@/lib/proxies/route";
import { parseSection } from "@/server/operations/proxies/parse-section";
import { secretRowFromEntry, type SecretRow } from "@/server/operations/proxies/section";
import { dumpTargetSchema, readDumpBytes, targetWords } from "@/server/operations/proxies/target";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

export const resourceInputSchema = dumpTargetSchema.and(z.object({ id: z.string().min(1).max(2000) }));
export type ResourceInput = z.infer<typeof resourceInputSchema>;

export type ResourceDetail =
  | { readonly kind: "listener"; readonly listener: Listener }
  | { readonly kind: "route"; readonly route: RouteConfig }
  | { readonly kind: "cluster"; readonly cluster: Cluster }
  | { readonly kind: "endpoints"; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: "secret"; readonly secret: SecretRow }
  | { readonly kind: "raw" };

export type ResourceRead = {
  readonly entry: Pick<DumpEntry, "id" | "section" | "group" | "name">;
  /** As the proxy printed it, secrets replaced. */
  readonly text: string;
  readonly detail: ResourceDetail;
  readonly references: References;
};

const referenceSections: readonly string[] = ["listeners", "routes", "clusters", "endpoints", "secrets"];

/** One resource of a proxy: its raw JSON, its content, and what it points to and what points to it. */
export async function readResource(
  ctx: OperationContext,
  input: ResourceInput,
): Promise<Sourced<ResourceRead>> {
  const dump = await readDumpBytes(ctx, input, `configuration of ${targetWords(input)}`);
  const entry = dump.data.entries.find((candidate) => candidate.id === input.id);
  if (entry === undefined) {
    throw new ConsoleError("not_found", `The proxy has no resource "${input.id}" now.`, {
      hint: "Its configuration has changed since the link was made: look in the table.",
      details: { field: "id" },
    });
  }
  const { id, section, group, name } = entry;
  return {
    data: {
      entry: { id, section, group, name },
      text: entryText(dump.data.bytes, entry),
      detail: await detailOf(dump.data, entry),
      references: referenceSections.includes(section)
        ? await readReferences(dump.data, section as ReferenceSection, id)
        : { uses: [], usedBy: [] },
    },
    warnings: dump.warnings,
    evidence: dump.evidence,
  };
}

async function detailOf(dump: ConfigDumpBytes, entry: DumpEntry): Promise<ResourceDetail> {
  const value: unknown = JSON.parse(entryText(dump.bytes, entry));
  switch (entry.section) {
    case "listeners":
      return { kind: "listener", listener: listenerFromEntry(entry, value) };
    case "routes":
      return { kind: "route", route: routeConfigFromEntry(entry, value) };
    case "clusters":
      return { kind: "cluster", cluster: clusterFromEntry(entry, value) };
    case "endpoints":
      return { kind: "endpoints", endpoints: endpointsFromEntry(entry, value) };
    case "secrets":
      return { kind: "secret", secret: secretRowFromEntry(entry, value) };
    case "bootstrap":
    case "scoped_routes":
    case "ecds":
    case "other":
      return { kind: "raw" };
  }
}

async function readReferences(
  dump: ConfigDumpBytes,
  section: ReferenceSection,
  id: string,
): Promise<References> {
  const [listeners, routes, clusters] = await Promise.all([
    parseSection(dump, "listeners", listenerFromEntry),
    parseSection(dump, "routes", routeConfigFromEntry),
    parseSection(dump, "clusters", clusterFromEntry),
  ]);
  const idsOf = (wanted: string) =>
    new Map(dump.entries.flatMap((entry) => (entry.section === wanted ? [[entry.name, entry.id]] : [])));
  return referencesOf(
    { listeners, routes, clusters, endpointIds: idsOf("endpoints"), secretIds: idsOf("secrets") },
    section,
    id,
  );
}
