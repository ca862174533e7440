import type { SourceWarning } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { TimeSpan } from "@/lib/time-range";
import type { TraceSummary } from "@/lib/traces/search";
import type { SpanColumns } from "@/lib/traces/span-columns";
import { summaryFromColumns } from "@/lib/traces/summary";
import type { Call } from "@/server/ports";
import { evidenceFromAnswer } from "../request";
import type { JaegerExchange } from "./exchange";
import type { createLegacy } from "./legacy";
import { hasTags, type SearchQuery } from "./queries";
import { carriesTags } from "./tag-check";
import type { createV3, Read } from "./v3";

/** What was learnt of this Jaeger; a restart of the console learns it again. */
export type Known = { api: "v3" | "legacy" | undefined; summaries: boolean; v3Tags: boolean };
type Apis = {
  readonly v3: ReturnType<typeof createV3>;
  readonly legacy: ReturnType<typeof createLegacy>;
  readonly known: Known;
  readonly exchange: JaegerExchange;
  readonly cluster: string;
};
type Found = Sourced<readonly TraceSummary[]>;

export async function searchV3(apis: Apis, query: SearchQuery, span: TimeSpan, call: Call): Promise<Found> {
  const { v3, known, cluster } = apis;
  if (hasTags(query)) return searchByTags(apis, query, span, call);
  if (known.summaries) {
    const read = await v3.summaries(query, span, call);
    if (read !== undefined) return sourced(read, call, read.data);
    known.summaries = false;
  }
  const read = await v3.search(query, span, call);
  return sourced(read, call, read.data.map(summaryFromColumns), brokenOff(read, cluster));
}

/**
 * Jaeger 1.x's v3 ignores tags without a word. So the answer is checked; when a trace does not carry the tags, the legacy
 * search is asked, and where that is gone too the traces are filtered here, which the limit makes incomplete.
 */
async function searchByTags(apis: Apis, query: SearchQuery, span: TimeSpan, call: Call): Promise<Found> {
  const { v3, legacy, known, cluster } = apis;
  if (known.v3Tags) {
    const read = await v3.search(query, span, call);
    const matching = read.data.filter((trace) => carriesTags(trace, query.tags));
    if (matching.length === read.data.length) {
      return sourced(read, call, matching.map(summaryFromColumns), brokenOff(read, cluster));
    }
    const other = await legacy.search(query, span, call);
    if (other === undefined) {
      const warning = tagsIgnored(cluster, read.data.length);
      return sourced(read, call, matching.map(summaryFromColumns), [warning, ...brokenOff(read, cluster)]);
    }
    known.v3Tags = false;
    return sourced(other, call, other.data.map(summaryFromColumns));
  }
  return searchLegacy(apis, query, span, call);
}

/** Throws reason "not_found" when this Jaeger has no legacy search any more. */
export async function searchLegacy(
  apis: Apis,
  query: SearchQuery,
  span: TimeSpan,
  call: Call,
): Promise<Found> {
  const read = await apis.legacy.search(query, span, call);
  if (read !== undefined) return sourced(read, call, read.data.map(summaryFromColumns));
  throw noLegacySearch(apis);
}

function noLegacySearch({ exchange }: Apis) {
  return exchange.fault("not_found", "GET /api/traces: this Jaeger does not serve the legacy search", {
    status: 404,
    hint: "Set jaeger.api to v3 or auto, and check the base path of the address.",
  });
}

/** The matching traces whole. Throws reason "not_found" as `searchLegacy` does. */
export async function sampleTraces(
  apis: Apis,
  api: "v3" | "legacy",
  { query, span, call }: { readonly query: SearchQuery; readonly span: TimeSpan; readonly call: Call },
): Promise<Sourced<readonly SpanColumns[]>> {
  const read = await (api === "v3" ? apis.v3 : apis.legacy).search(query, span, call);
  if (read === undefined) throw noLegacySearch(apis);
  return sourced(read, call, read.data, brokenOff(read, apis.cluster));
}

function tagsIgnored(cluster: string, received: number): SourceWarning {
  return {
    source: "jaeger",
    cluster,
    reason: "partial",
    message: `This Jaeger's search ignores tags: ${received} traces were read and filtered by the console. Older matches are missing.`,
    hint: "Raise the limit or narrow the time range, or use a Jaeger whose API v3 searches by attributes.",
    part: "traces beyond the limit",
  };
}

export function brokenOff(read: Read<unknown>, cluster: string): SourceWarning[] {
  if (read.brokeOff === undefined) return [];
  return [
    {
      source: "jaeger",
      cluster,
      reason: "truncated",
      message: `${read.answer.request}: ${read.brokeOff}`,
      part: "the rest of the spans",
    },
  ];
}

export function sourced<T>(
  read: Read<unknown>,
  call: Call,
  data: T,
  warnings: readonly SourceWarning[] = [],
  rows = Array.isArray(data) ? data.length : 1,
): Sourced<T> {
  return { data, warnings, evidence: [evidenceFromAnswer(read.answer, { purpose: call.purpose, rows })] };
}
