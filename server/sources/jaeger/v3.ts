import type { TimeSpan } from "@/lib/time-range";
import type { TraceSummary } from "@/lib/traces/search";
import type { SpanColumns } from "@/lib/traces/span-columns";
import type { Call } from "@/server/ports";
import type { Answer } from "../request";
import { isNothingFound, type JaegerAnswer, type JaegerExchange } from "./exchange";
import { microsecondsFromNanos } from "./field";
import { readOtlp } from "./otlp";
import { v3SearchQuery, type SearchQuery } from "./queries";
import { operationsAnswer, servicesAnswer, summariesAnswer, type SummaryWire } from "./wire";

/** What an API gave, with the answer that its evidence is made of. */
export type Read<T> = { readonly data: T; readonly answer: Answer<unknown>; readonly brokeOff?: string };

export function createV3(exchange: JaegerExchange) {
  return {
    readServices(answer: JaegerAnswer): Read<readonly string[]> {
      return { data: exchange.value(answer, servicesAnswer).services ?? [], answer };
    },

    async operations(service: string, call: Call): Promise<Read<readonly string[]>> {
      const answer = await exchange.get("/api/v3/operations", call, { service });
      const { operations } = exchange.value(answer, operationsAnswer);
      return { data: (operations ?? []).map(({ name }) => name), answer };
    },

    /** undefined when this Jaeger has no such endpoint; where it has, no match is a 200, so any 404 means absent. */
    async summaries(
      query: SearchQuery,
      span: TimeSpan,
      call: Call,
    ): Promise<Read<readonly TraceSummary[]> | undefined> {
      const answer = await exchange.get(
        "/api/v3/trace-summaries",
        call,
        v3SearchQuery(query, span),
        [404, 501],
      );
      if (answer.status !== 200 || isHtml(answer)) return undefined;
      const { summaries } = exchange.value(answer, summariesAnswer);
      return { data: (summaries ?? []).map(summaryFromWire), answer };
    },

    async search(query: SearchQuery, span: TimeSpan, call: Call): Promise<Read<readonly SpanColumns[]>> {
      const answer = await exchange.getBytes("/api/v3/traces", call, v3SearchQuery(query, span), [404]);
      if (isNothingFound(answer)) return { data: [], answer };
      return readTraces(exchange, answer);
    },

    async get(traceId: string, call: Call): Promise<Read<readonly SpanColumns[]>> {
      const answer = await exchange.getBytes(
        `/api/v3/traces/${encodeURIComponent(traceId)}`,
        call,
        {},
        [404],
      );
      if (isNothingFound(answer)) return { data: [], answer };
      return readTraces(exchange, answer);
    },
  };
}

export function isHtml(answer: JaegerAnswer): boolean {
  return !answer.documents.ok && answer.documents.reason === "not_json";
}

/** A stream that ends in an error keeps what came before it; an error alone is thrown. */
function readTraces(exchange: JaegerExchange, answer: Answer<Buffer>): Read<readonly SpanColumns[]> {
  if (answer.status === 404) {
    throw exchange.fault("not_found", `${answer.request}: HTTP 404 without Jaeger's error body`, {
      status: 404,
      hint: "This address does not serve Jaeger's /api/v3: check the base path, or set jaeger.api to legacy.",
    });
  }
  const { traces, error } = exchange.scan(answer, readOtlp);
  if (error !== undefined && traces.size === 0) {
    throw exchange.fault("server_error", `${answer.request}: ${error}`);
  }
  return { data: [...traces.values()], answer, ...(error === undefined ? {} : { brokeOff: error }) };
}

function summaryFromWire(wire: SummaryWire): TraceSummary {
  const startUs = microsecondsFromNanos(wire.minStartTimeUnixNano) ?? 0;
  const endUs = microsecondsFromNanos(wire.maxEndTimeUnixNano) ?? startUs;
  return {
    traceId: wire.traceId,
    rootService: wire.rootServiceName,
    rootOperation: wire.rootOperationName,
    startMs: startUs / 1000,
    durationUs: Math.max(0, endUs - startUs),
    spanCount: wire.spanCount,
    errorSpanCount: wire.errorSpanCount,
    orphanSpanCount: wire.orphanSpanCount,
    services: wire.services.map(({ name, spanCount, errorSpanCount }) => ({
      name,
      spanCount,
      errorSpanCount,
    })),
  };
}
