import type { z } from "zod";
import type { TimeSpan } from "@/lib/time-range";
import type { SpanColumns } from "@/lib/traces/span-columns";
import type { Call } from "@/server/ports";
import type { Answer } from "../request";
import type { JaegerAnswer, JaegerExchange } from "./exchange";
import { readLegacy } from "./legacy-trace";
import { legacySearchQuery, type SearchQuery } from "./queries";
import type { Read } from "./v3";
import { legacyAnswer, legacyNames } from "./wire";

export function createLegacy(exchange: JaegerExchange) {
  function read<T>(answer: JaegerAnswer, schema: z.ZodType<T>): T {
    const { data, errors } = exchange.value(answer, legacyAnswer);
    const [first] = errors ?? [];
    if (first !== undefined && (data === null || data === undefined)) {
      const reason = first.code === 404 ? "not_found" : "server_error";
      throw exchange.fault(reason, `${answer.request}: ${first.msg ?? "an error without a message"}`);
    }
    const parsed = schema.safeParse(data ?? null);
    if (parsed.success) return parsed.data;
    throw exchange.fault("schema", `${answer.request}: data has another shape than a Jaeger answer`);
  }

  return {
    async services(call: Call): Promise<Read<readonly string[]>> {
      const answer = await exchange.get("/api/services", call);
      return { data: read(answer, legacyNames) ?? [], answer };
    },

    async operations(service: string, call: Call): Promise<Read<readonly string[]>> {
      const answer = await exchange.get(`/api/services/${encodeURIComponent(service)}/operations`, call);
      return { data: read(answer, legacyNames) ?? [], answer };
    },

    /** undefined when this Jaeger no longer serves legacy searches (2.21 and later). */
    async search(
      query: SearchQuery,
      span: TimeSpan,
      call: Call,
    ): Promise<Read<readonly SpanColumns[]> | undefined> {
      const answer = await exchange.getBytes("/api/traces", call, legacySearchQuery(query, span), [404]);
      return answer.status === 404 ? undefined : readTraces(exchange, answer);
    },

    async get(traceId: string, call: Call): Promise<Read<readonly SpanColumns[]>> {
      const answer = await exchange.getBytes(`/api/traces/${encodeURIComponent(traceId)}`, call, {}, [404]);
      return answer.status === 404 ? { data: [], answer } : readTraces(exchange, answer);
    },
  };
}

/** Errors beside traces mean that some could not be read; errors alone are thrown. */
function readTraces(exchange: JaegerExchange, answer: Answer<Buffer>): Read<readonly SpanColumns[]> {
  const { traces, errors } = exchange.scan(answer, readLegacy);
  const [first] = errors;
  if (first === undefined) return { data: traces, answer };
  if (traces.length > 0) return { data: traces, answer, brokeOff: first.message };
  throw exchange.fault(
    first.code === 404 ? "not_found" : "server_error",
    `${answer.request}: ${first.message}`,
  );
}
