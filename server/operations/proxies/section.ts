import { z } from "zod";
import type { Sourced } from "@/lib/evidence";
import { bootstrapFromValue, type Bootstrap } from "@/lib/proxies/bootstrap";
import { clusterFromEntry } from "@/lib/proxies/cluster";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { endpointsFromEntry } from "@/lib/proxies/endpoint";
import { listenerFromEntry } from "@/lib/proxies/listener";
import { clustersPageSchema, joinLiveEndpoints } from "@/lib/proxies/live-clusters";
import { objectField } from "@/lib/proxies/proto-json";
import { routeConfigFromEntry } from "@/lib/proxies/route";
import { secretFromEntry, type Secret } from "@/lib/proxies/secret";
import {
  clusterRow,
  endpointRow,
  listenerRows,
  routeRows,
  type ClusterRow,
  type EndpointRow,
  type ListenerRow,
  type RouteRow,
} from "@/lib/proxies/section-rows";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { certificatesOfSecret, type Certificate } from "@/server/operations/proxies/certificates";
import { parseSection } from "@/server/operations/proxies/parse-section";
import {
  dumpTargetSchema,
  locateProxy,
  readDumpBytes,
  targetWords,
} from "@/server/operations/proxies/target";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

export const sectionNames = [
  "listeners",
  "routes",
  "clusters",
  "endpoints",
  "secrets",
  "bootstrap",
  "raw",
] as const;
export const sectionInputSchema = dumpTargetSchema.and(z.object({ section: z.enum(sectionNames) }));
export type SectionInput = z.infer<typeof sectionInputSchema>;

export type SecretRow = Omit<Secret, "certificates"> & { readonly certificates: readonly Certificate[] };
export type RawRow = Omit<DumpEntry, "start" | "end"> & { readonly sizeBytes: number };

export type SectionData =
  | { readonly section: "listeners"; readonly rows: readonly ListenerRow[] }
  | { readonly section: "routes"; readonly rows: readonly RouteRow[] }
  | { readonly section: "clusters"; readonly rows: readonly ClusterRow[] }
  | { readonly section: "endpoints"; readonly rows: readonly EndpointRow[] }
  | { readonly section: "secrets"; readonly rows: readonly SecretRow[] }
  | { readonly section: "bootstrap"; readonly bootstrap?: Bootstrap }
  | { readonly section: "raw"; readonly rows: readonly RawRow[] };

export type SectionRead = {
  readonly content: SectionData;
  readonly fetchedAtMs: number;
  readonly contentHash: string;
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
  const gathering = new Gathering();
  gathering.warnings.push(...dump.warnings);
  gathering.evidence.push(...dump.evidence);
  const content = await sectionContent(ctx, input, dump.data, gathering);
  return gathering.answer({
    content,
    fetchedAtMs: dump.data.fetchedAtMs,
    contentHash: dump.data.contentHash,
  });
}

async function sectionContent(
  ctx: OperationContext,
  input: SectionInput,
  dump: ConfigDumpBytes,
  gathering: Gathering,
): Promise<SectionData> {
  const { section } = input;
  switch (section) {
    case "listeners":
      return { section, rows: (await parseSection(dump, section, listenerFromEntry)).flatMap(listenerRows) };
    case "routes":
      return { section, rows: (await parseSection(dump, section, routeConfigFromEntry)).flatMap(routeRows) };
    case "clusters":
      return { section, rows: (await parseSection(dump, section, clusterFromEntry)).map(clusterRow) };
    case "endpoints":
      return { section, rows: await endpointRowsOf(ctx, input, dump, gathering) };
    case "secrets":
      return { section, rows: await parseSection(dump, section, secretRowFromEntry) };
    case "bootstrap": {
      const [bootstrap] = await parseSection(dump, section, bootstrapFromEntry);
      return { section, ...(bootstrap === undefined ? {} : { bootstrap }) };
    }
    case "raw":
      return {
        section,
        rows: dump.entries.map(({ start, end, ...entry }) => ({ ...entry, sizeBytes: end - start })),
      };
  }
}

async function endpointRowsOf(
  ctx: OperationContext,
  input: SectionInput,
  dump: ConfigDumpBytes,
  gathering: Gathering,
): Promise<readonly EndpointRow[]> {
  const endpoints = (await parseSection(dump, "endpoints", endpointsFromEntry)).flat();
  if ("snapshot" in input || input.view === "istiod") return endpoints.map(endpointRow);
  const sources = clusterSources(ctx, input.cluster);
  const address = await locateProxy(sources, input, ctx.signal);
  const call = { purpose: "live health and counters of endpoints", signal: ctx.signal };
  const page = await gathering.take(
    "live endpoint health",
    sources.proxyAdmin.page(address, "clusters", call),
  );
  const live = clustersPageSchema.safeParse(page);
  return (live.success ? joinLiveEndpoints(endpoints, live.data) : endpoints).map(endpointRow);
}
