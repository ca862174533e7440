import type { SourceWarning } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { Call, MetricsSource } from "@/server/ports";
import { evidenceFromAnswer, type Answer } from "@/server/sources/request";
import { createPrometheusClient, type CallLimits, type PrometheusOptions } from "./client";
import { samplesFromWire, seriesFromWire } from "./mapper";
import type { Notices } from "./wire";

export type { PrometheusOptions } from "./client";

type Reading<T> = {
  readonly data: T;
  readonly rows: number;
  readonly request?: string;
  readonly histograms?: number;
};

/** Prometheus, Thanos, Mimir and whatever else speaks the Prometheus HTTP API. */
export function createPrometheusSource(options: PrometheusOptions): MetricsSource {
  const client = createPrometheusClient(options);
  return {
    async query(promql, timeMs, call) {
      const answer = await client.instant(promql, timeMs, limitsOf(call));
      const { samples, histograms } = samplesFromWire(answer.data.data);
      return sourced(answer, call, {
        data: samples,
        rows: samples.length,
        histograms,
        request: client.scoped(promql),
      });
    },
    async queryRange(promql, span, stepMs, call) {
      const answer = await client.range(promql, { ...span, stepMs }, limitsOf(call));
      const { set, histograms } = seriesFromWire(answer.data.data, span, stepMs);
      return sourced(answer, call, {
        data: set,
        rows: set.series.length,
        histograms,
        request: client.scoped(promql),
      });
    },
    async labelValues(label, matchers, call) {
      const answer = await client.labelValues(label, matchers, limitsOf(call));
      return sourced(answer, call, { data: answer.data.data, rows: answer.data.data.length });
    },
    async buildInfo(call) {
      const answer = await client.buildInfo(limitsOf(call));
      const { version, application } = answer.data.data;
      const flavour = application ?? ((await client.isThanos(limitsOf(call))) ? "Thanos" : "Prometheus");
      const serverTimeMs = Date.parse(answer.headers.get("date") ?? "");
      const data = { version, flavour, ...(Number.isNaN(serverTimeMs) ? {} : { serverTimeMs }) };
      return sourced(answer, call, { data, rows: 1 });
    },
  };
}

function limitsOf({ signal, timeoutMs }: Call): CallLimits {
  return { signal, timeoutMs };
}

function sourced<T>(answer: Answer<Notices>, call: Call, reading: Reading<T>): Sourced<T> {
  const { purpose } = call;
  const evidence = evidenceFromAnswer(answer, {
    purpose,
    rows: reading.rows,
    ...(reading.request === undefined ? {} : { kind: "promql", request: reading.request }),
  });
  const notes = answer.data.infos ?? [];
  return {
    data: reading.data,
    warnings: warningsFrom(answer, purpose, reading.histograms ?? 0),
    evidence: [notes.length === 0 ? evidence : { ...evidence, notes }],
  };
}

function warningsFrom(answer: Answer<Notices>, part: string, histograms: number): SourceWarning[] {
  const { source, cluster, data } = answer;
  const texts = [...(data.warnings ?? [])];
  if (data.isPartial === true && texts.length === 0) texts.push("the answer is marked as partial");
  const warnings = texts.map((message): SourceWarning => ({
    source,
    cluster,
    part,
    reason: "partial",
    message,
  }));
  if (histograms > 0) {
    warnings.push({
      source,
      cluster,
      part,
      reason: "schema",
      message: `${histograms} native histogram series have no single value and are left out`,
    });
  }
  return warnings;
}
