import type { Labels } from "@/lib/telemetry/series";
import { queryInstant, queryRange, type QueryResult, type Point } from "@/server/demo/promql/evaluate";
import { printNumber } from "@/server/demo/promql/print-number";
import type { DemoWorld } from "@/server/demo/world/world";
import { platformMetadata } from "./platform-families";
import {
  badParameter,
  limitParameter,
  matchParameters,
  parseTimeMs,
  queryParameter,
  rangeParameters,
} from "./parameters";
import { trafficFamilies } from "./traffic-families";
import type { WorldStorage } from "./world-storage";

/** A successful answer of the API, without its envelope's `status`. */
export type Answer = {
  readonly data: unknown;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
};

const printPoint = ([timeMs, value]: Point): [number, string] => [timeMs / 1000, printNumber(value)];

function printResult(result: QueryResult): unknown {
  switch (result.type) {
    case "scalar":
      return { resultType: "scalar", result: printPoint(result.point) };
    case "string":
      return { resultType: "string", result: [result.timeMs / 1000, result.value] };
    case "vector":
      return {
        resultType: "vector",
        result: result.samples.map(({ labels, point }) => ({ metric: labels, value: printPoint(point) })),
      };
    case "matrix":
      return {
        resultType: "matrix",
        result: result.series.map(({ labels, points }) => ({
          metric: labels,
          values: points.map((point) => printPoint(point)),
        })),
      };
  }
}

function withNotes(result: QueryResult): Answer {
  const { warnings, infos } = result;
  return {
    data: printResult(result),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(infos.length === 0 ? {} : { infos }),
  };
}

export type Api = { readonly world: DemoWorld; readonly storage: WorldStorage };

function answerQuery({ world, storage }: Api, params: URLSearchParams): Answer {
  const time = params.get("time");
  const timeMs = time === null || time === "" ? world.nowMs() : parseTimeMs("time", time);
  return withNotes(queryInstant(queryParameter(params), timeMs, { storage }));
}

function answerRange({ storage }: Api, params: URLSearchParams): Answer {
  const range = rangeParameters(params);
  return withNotes(queryRange(queryParameter(params), range, { storage }));
}

function timeRange({ world }: Api, params: URLSearchParams): { fromMs: number; toMs: number } {
  const start = params.get("start");
  const end = params.get("end");
  const fromMs = start === null || start === "" ? world.originMs : parseTimeMs("start", start);
  const toMs = end === null || end === "" ? world.nowMs() : parseTimeMs("end", end);
  if (toMs < fromMs) throw badParameter("end", "end timestamp must not be before start timestamp");
  return { fromMs: fromMs - 1, toMs };
}

/** Label sets of the selected series; of all series when nothing is selected and that is allowed. */
function selectedLabels(api: Api, params: URLSearchParams, needsMatch: boolean): readonly Labels[] {
  const selectors = matchParameters(params);
  if (selectors.length === 0 && needsMatch) throw badParameter("match[]", "no match[] parameter provided");
  const { fromMs, toMs } = timeRange(api, params);
  const chosen = selectors.length === 0 ? [[]] : selectors;
  return [...new Set(chosen.flatMap((matchers) => api.storage.labelSets(matchers, fromMs, toMs)))];
}

function limited(values: readonly unknown[], params: URLSearchParams): Answer {
  const limit = limitParameter(params);
  if (values.length <= limit) return { data: values };
  return { data: values.slice(0, limit), warnings: ["results truncated due to limit"] };
}

function answerLabels(api: Api, params: URLSearchParams): Answer {
  const names = new Set<string>();
  for (const labels of selectedLabels(api, params, false)) for (const name in labels) names.add(name);
  return limited([...names].toSorted(), params);
}

/** Values of one label over the selected series. */
export function answerLabelValues(api: Api, params: URLSearchParams, label: string): Answer {
  if (label === "__name__" && params.getAll("match[]").length === 0)
    return limited(api.storage.metricNames, params);
  const values = new Set<string>();
  for (const labels of selectedLabels(api, params, false)) {
    const value = labels[label];
    if (value !== undefined && value !== "") values.add(value);
  }
  return limited([...values].toSorted(), params);
}

function metadataOf(api: Api): ReadonlyMap<string, { readonly type: string; readonly help: string }> {
  const known = new Map<string, { readonly type: string; readonly help: string }>(
    trafficFamilies.map(({ name, type, help }) => [name, { type, help }]),
  );
  for (const name of api.storage.metricNames) {
    const platform = platformMetadata(name);
    if (platform !== undefined) known.set(name.replace(/_(?:bucket|sum|count)$/, ""), platform);
  }
  return known;
}

function answerMetadata(api: Api, params: URLSearchParams): Answer {
  const wanted = params.get("metric");
  const limit = limitParameter(params);
  const entries = [...metadataOf(api)].filter(
    ([name]) => wanted === null || wanted === "" || name === wanted,
  );
  return {
    data: Object.fromEntries(
      entries.slice(0, limit).map(([name, { type, help }]) => [name, [{ type, help, unit: "" }]]),
    ),
  };
}

const buildInfo = {
  version: "3.5.0",
  revision: "demo",
  branch: "HEAD",
  buildUser: "demo",
  buildDate: "20250714-00:00:00",
  goVersion: "go1.24.5",
};

/** The endpoints below /api/v1/ that take parameters. */
export const endpoints: ReadonlyMap<string, (api: Api, params: URLSearchParams) => Answer> = new Map([
  ["query", answerQuery],
  ["query_range", answerRange],
  ["series", (api: Api, params: URLSearchParams) => limited(selectedLabels(api, params, true), params)],
  ["labels", answerLabels],
  ["metadata", answerMetadata],
  ["status/buildinfo", () => ({ data: buildInfo })],
]);
