import { z } from "zod";
import { sourceWarning, type SourceWarning } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { phrase } from "@/lib/phrase";
import { bootstrapFromValue, type Bootstrap } from "@/lib/proxies/bootstrap";
import type { DumpEntry, DumpSection } from "@/lib/proxies/dump/entry";
import { countSections } from "@/lib/proxies/dump/read-entries";
import { endpointRowSteps, type EndpointRow } from "@/lib/proxies/endpoint-rows";
import { objectField } from "@/lib/proxies/proto-json";
import { routeRowSteps, type RouteRow } from "@/lib/proxies/route-rows";
import { secretFromEntry, type Secret } from "@/lib/proxies/secret";
import {
  clusterRowFromEntry,
  ecdsRowFromEntry,
  listenerRowSteps,
  scopedRouteRowsFromEntry,
  type ClusterRow,
  type EcdsRow,
  type ListenerRow,
  type ScopedRouteRow,
} from "@/lib/proxies/section-rows";
import { certificatesOfSecret, type Certificate } from "@/server/operations/proxies/certificates";
import { damagedOf, parseSection, revisionOf } from "@/server/operations/proxies/parse-section";
import { dumpTargetSchema, readDumpBytes, targetWords } from "@/server/operations/proxies/target";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

const sectionNames = [
  "listeners",
  "routes",
  "scoped_routes",
  "clusters",
  "endpoints",
  "secrets",
  "ecds",
  "bootstrap",
  "raw",
] as const;
export const sectionInputSchema = dumpTargetSchema.and(z.object({ section: z.enum(sectionNames) }));
export type SectionInput = z.infer<typeof sectionInputSchema>;

export type SecretRow = Omit<Secret, "certificates"> & { readonly certificates: readonly Certificate[] };
export type RawRow = Omit<DumpEntry, "start" | "end" | "hash"> & { readonly sizeBytes: number };

export type SectionData =
  | { readonly section: "listeners"; readonly rows: readonly ListenerRow[] }
  | { readonly section: "routes"; readonly rows: readonly RouteRow[] }
  | { readonly section: "scoped_routes"; readonly rows: readonly ScopedRouteRow[] }
  | { readonly section: "clusters"; readonly rows: readonly ClusterRow[] }
  | { readonly section: "endpoints"; readonly rows: readonly EndpointRow[] }
  | { readonly section: "secrets"; readonly rows: readonly SecretRow[] }
  | { readonly section: "ecds"; readonly rows: readonly EcdsRow[] }
  | { readonly section: "bootstrap"; readonly bootstrap?: Bootstrap }
  | { readonly section: "raw"; readonly rows: readonly RawRow[] };

export type SectionRead = {
  readonly content: SectionData;
  readonly fetchedAtMs: number;
  /** Equal for equal resources: rows need to be read again only when it changes. */
  readonly revision: string;
};

export type Outline = {
  readonly counts: Readonly<Record<DumpSection, number>>;
  readonly sizeBytes: number;
  readonly fetchedAtMs: number;
  readonly contentHash: string;
  readonly revision: string;
};

/** A secret's public part with its certificates read; the dump's own text stays behind. */
export function secretRowFromEntry(entry: DumpEntry, value: unknown): SecretRow {
  const secret = secretFromEntry(entry, value);
  return { ...secret, certificates: certificatesOfSecret(secret) };
}

function bootstrapFromEntry(_entry: DumpEntry, value: unknown): Bootstrap {
  return bootstrapFromValue(objectField(value, "bootstrap") ?? value);
}

/** The rows of one section of a proxy's configuration. */
export async function readSection(ctx: OperationContext, input: SectionInput): Promise<Sourced<SectionRead>> {
  const dump = await readDumpBytes(ctx, input, `configuration of ${targetWords(input)}`);
  const content = await sectionContent(input.section, dump.data);
  return {
    ...dump,
    warnings: [...dump.warnings, ...damageOf(dump.data, input)],
    data: { content, fetchedAtMs: dump.data.fetchedAtMs, revision: revisionOf(dump.data) },
  };
}

function damageOf(dump: ConfigDumpBytes, input: SectionInput): readonly SourceWarning[] {
  const { section } = input;
  const names = section === "raw" ? [] : damagedOf(dump, section);
  if (names.length === 0) return [];
  return [
    sourceWarning({
      source: "envoy",
      cluster: "cluster" in input ? input.cluster : "",
      reason: "not_json",
      message: phrase("resources_no_json", { count: names.length, names: names.slice(0, 3).join(", ") }),
      hint: phrase("resources_no_json_hint"),
      part: section,
    }),
  ];
}

/** How much there is of each section, and the name of the whole: what pages watch for a change. */
export async function readOutline(
  ctx: OperationContext,
  input: z.infer<typeof dumpTargetSchema>,
): Promise<Sourced<Outline>> {
  const dump = await readDumpBytes(ctx, input, `configuration of ${targetWords(input)}`);
  const { entries, bytes, fetchedAtMs, contentHash } = dump.data;
  return {
    ...dump,
    data: {
      counts: countSections(entries),
      sizeBytes: bytes.length,
      fetchedAtMs,
      contentHash,
      revision: revisionOf(dump.data),
    },
  };
}

async function sectionContent(section: SectionInput["section"], dump: ConfigDumpBytes): Promise<SectionData> {
  switch (section) {
    case "listeners":
      return { section, rows: (await parseSection(dump, section, listenerRowSteps)).flat() };
    case "routes":
      return { section, rows: (await parseSection(dump, section, routeRowSteps)).flat() };
    case "scoped_routes":
      return { section, rows: (await parseSection(dump, section, scopedRouteRowsFromEntry)).flat() };
    case "clusters":
      return { section, rows: await parseSection(dump, section, clusterRowFromEntry) };
    case "endpoints":
      return { section, rows: (await parseSection(dump, section, endpointRowSteps)).flat() };
    case "secrets":
      return { section, rows: await parseSection(dump, section, secretRowFromEntry) };
    case "ecds":
      return { section, rows: await parseSection(dump, section, ecdsRowFromEntry) };
    case "bootstrap": {
      const [bootstrap] = await parseSection(dump, section, bootstrapFromEntry);
      return { section, ...(bootstrap === undefined ? {} : { bootstrap }) };
    }
    case "raw":
      return {
        section,
        rows: dump.entries.map(({ start, end, hash: _hash, ...entry }) => ({
          ...entry,
          sizeBytes: end - start,
        })),
      };
  }
}
