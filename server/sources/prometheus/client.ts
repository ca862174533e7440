import type { z } from "zod";
import { SourceError } from "@/lib/errors";
import { createRequester, type Answer, type Clock, type TlsFiles } from "@/server/sources/request";
import { explainPrometheus } from "./explain";
import { printMatchers, scopeQuery } from "./scope";
import { buildInfoSchema, instantAnswerSchema, labelValuesSchema, rangeAnswerSchema } from "./wire";

export type PrometheusOptions = {
  readonly cluster: string;
  /** Address with the path prefix, without `/api/v1`. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bearerTokenFile?: string;
  readonly tls?: TlsFiles;
  /** Labels that every selector must have. */
  readonly scope?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly clock?: Clock;
};

export type CallLimits = { readonly signal?: AbortSignal; readonly timeoutMs?: number };
type Read<T extends z.ZodType> = Promise<Answer<z.infer<T>>>;

export type PrometheusClient = {
  readonly instant: (promql: string, timeMs: number, limits: CallLimits) => Read<typeof instantAnswerSchema>;
  readonly range: (
    promql: string,
    grid: { startMs: number; endMs: number; stepMs: number },
    limits: CallLimits,
  ) => Read<typeof rangeAnswerSchema>;
  readonly labelValues: (
    label: string,
    matchers: readonly string[],
    limits: CallLimits,
  ) => Read<typeof labelValuesSchema>;
  readonly buildInfo: (limits: CallLimits) => Read<typeof buildInfoSchema>;
  /** Whether Thanos's own `stores` page answers. */
  readonly isThanos: (limits: CallLimits) => Promise<boolean>;
  /** The text that is really sent for a query, with the scope's labels. */
  readonly scoped: (promql: string) => string;
};

const defaultTimeoutMs = 15_000;

export function createPrometheusClient(options: PrometheusOptions): PrometheusClient {
  const { cluster, scope = {}, timeoutMs: ownTimeoutMs = defaultTimeoutMs } = options;
  const requester = createRequester({
    ...options,
    source: "prometheus",
    baseUrl: options.url,
    timeoutMs: ownTimeoutMs,
    explain: explainPrometheus,
  });

  function scoped(promql: string): string {
    const text = scopeQuery(promql, scope);
    if (text !== undefined) return text;
    throw new SourceError(`the query does not parse, so the scope cannot be put into it: ${promql}`, {
      source: "prometheus",
      cluster,
      reason: "bad_request",
      hint: "Correct the query, or take prometheus.scope out of the configuration.",
    });
  }

  /** Prometheus gives up when we do, instead of going on for nobody. */
  const serverTimeout = (limits: CallLimits) => `${Math.ceil((limits.timeoutMs ?? ownTimeoutMs) / 1000)}s`;

  return {
    scoped,
    instant: async (promql, timeMs, limits) =>
      requester.json(instantAnswerSchema, "/api/v1/query", {
        ...limits,
        form: { query: scoped(promql), time: timeMs / 1000, timeout: serverTimeout(limits) },
      }),
    range: async (promql, { startMs, endMs, stepMs }, limits) =>
      requester.json(rangeAnswerSchema, "/api/v1/query_range", {
        ...limits,
        form: {
          query: scoped(promql),
          start: startMs / 1000,
          end: endMs / 1000,
          step: stepMs / 1000,
          timeout: serverTimeout(limits),
        },
      }),
    labelValues: async (label, matchers, limits) =>
      requester.json(labelValuesSchema, `/api/v1/label/${encodeURIComponent(label)}/values`, {
        ...limits,
        query: { "match[]": scopedMatchers(matchers) },
      }),
    buildInfo: (limits) => requester.json(buildInfoSchema, "/api/v1/status/buildinfo", limits),
    async isThanos(limits) {
      const { status } = await requester.text("/api/v1/stores", { ...limits, accept: [400, 404, 405, 501] });
      return status === 200;
    },
  };

  function scopedMatchers(matchers: readonly string[]): string[] {
    const own = printMatchers(scope);
    if (matchers.length === 0) return own === "" ? [] : [`{${own}}`];
    return matchers.map(scoped);
  }
}
