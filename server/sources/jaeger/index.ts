import type { Call, TraceSource } from "@/server/ports";
import { createRequester, type Requester, type RequesterOptions } from "../request";
import { createExchange } from "./exchange";
import { createLegacy } from "./legacy";
import { brokenOff, sampleTraces, searchLegacy, searchV3, sourced, type Known } from "./search";
import { createV3, isHtml, type Read } from "./v3";

export type JaegerOptions = Omit<RequesterOptions, "source" | "baseUrl"> & {
  readonly url: string;
  readonly api: "auto" | "v3" | "legacy";
  /** Instead of one made from `url` and the credentials. */
  readonly requester?: Requester;
};

/** Searches give whole traces, which are large. */
const maxBytes = 256 * 1_048_576;
const timeoutMs = 20_000;

/** Jaeger over HTTP: v3 where it is served, the legacy API where not. */
export function createJaegerSource({ url, api, requester, ...rest }: JaegerOptions): TraceSource {
  const { cluster } = rest;
  const exchange = createExchange(
    cluster,
    requester ?? createRequester({ timeoutMs, maxBytes, ...rest, source: "jaeger", baseUrl: url }),
  );
  const v3 = createV3(exchange);
  const legacy = createLegacy(exchange);
  const known: Known = { api: api === "auto" ? undefined : api, summaries: true, v3Tags: true };

  /** The services, which is also the probe: a v3 server answers its path in JSON, an older one with a 404 or its own UI. */
  async function readServices(call: Call): Promise<Read<readonly string[]>> {
    if (known.api === "legacy") return legacy.services(call);
    const answer = await exchange.get("/api/v3/services", call, {}, known.api === undefined ? [404] : []);
    if (known.api === undefined && (answer.status === 404 || isHtml(answer))) {
      const read = await legacy.services(call);
      known.api = "legacy";
      return read;
    }
    const read = v3.readServices(answer);
    known.api = "v3";
    return read;
  }

  async function chosenApi(call: Call): Promise<"v3" | "legacy"> {
    if (known.api === undefined) await readServices({ ...call, purpose: "which Jaeger API is served" });
    return known.api ?? "v3";
  }

  return {
    async services(call) {
      const read = await readServices(call);
      return sourced(read, call, [...read.data].sort());
    },
    async operations(service, call) {
      const read = await ((await chosenApi(call)) === "v3" ? v3 : legacy).operations(service, call);
      return sourced(read, call, [...new Set(read.data)].sort());
    },
    async search(query, span, call) {
      const searched = (await chosenApi(call)) === "v3" ? searchV3 : searchLegacy;
      const found = await searched({ v3, legacy, known, exchange, cluster }, query, span, call);
      return { ...found, data: [...found.data].sort((a, b) => b.startMs - a.startMs) };
    },
    sample: async (query, span, call) =>
      sampleTraces({ v3, legacy, known, exchange, cluster }, await chosenApi(call), { query, span, call }),
    async get(traceId, call) {
      const read = await ((await chosenApi(call)) === "v3" ? v3 : legacy).get(traceId, call);
      const columns = read.data.find((trace) => trace.traceId === traceId) ?? read.data[0];
      if (columns !== undefined && columns.spanIds.length > 0) {
        return sourced(read, call, columns, brokenOff(read, cluster), columns.spanIds.length);
      }
      throw exchange.fault("not_found", `${read.answer.request}: Jaeger has no trace ${traceId}`, {
        status: 404,
        hint: "It was not sampled, is older than Jaeger's retention, has not arrived yet, or is in another Jaeger.",
      });
    },
    api: chosenApi,
  };
}
