import { parseDurationMs } from "@/server/demo/promql/literals";
import type { Matcher } from "@/server/demo/promql/matcher";
import { parseQuery } from "@/server/demo/promql/parse";
import { PromqlError } from "@/server/demo/promql/promql-error";

export function badParameter(name: string, message: string): PromqlError {
  return new PromqlError("bad_data", `invalid parameter ${JSON.stringify(name)}: ${message}`);
}

/** Unix seconds or RFC 3339, as Prometheus takes times. */
export function parseTimeMs(name: string, text: string): number {
  const seconds = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(seconds)) return Math.round(seconds * 1000);
  const parsed = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed))
    throw badParameter(name, `cannot parse ${JSON.stringify(text)} to a valid timestamp`);
  return parsed;
}

function parseStepMs(text: string): number {
  const seconds = text.trim() === "" ? Number.NaN : Number(text);
  const stepMs = Number.isFinite(seconds) ? Math.round(seconds * 1000) : parseDurationMs(text);
  if (stepMs === undefined)
    throw badParameter("step", `cannot parse ${JSON.stringify(text)} to a valid duration`);
  return stepMs;
}

const maxPoints = 11_000;

/** Start, end and step of a range query, refused in the words of Prometheus when they make no sense. */
export function rangeParameters(params: URLSearchParams): { startMs: number; endMs: number; stepMs: number } {
  const startMs = parseTimeMs("start", params.get("start") ?? "");
  const endMs = parseTimeMs("end", params.get("end") ?? "");
  if (endMs < startMs) throw badParameter("end", "end timestamp must not be before start time");
  const stepMs = parseStepMs(params.get("step") ?? "");
  if (stepMs <= 0)
    throw badParameter(
      "step",
      "zero or negative query resolution step widths are not accepted. Try a positive integer",
    );
  if ((endMs - startMs) / stepMs > maxPoints)
    throw new PromqlError(
      "bad_data",
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    );
  return { startMs, endMs, stepMs };
}

/** The query text; its parse errors name the parameter. */
export function queryParameter(params: URLSearchParams): string {
  const query = params.get("query") ?? "";
  try {
    parseQuery(query);
  } catch (error) {
    if (error instanceof PromqlError && error.errorType === "bad_data")
      throw badParameter("query", error.message);
    throw error;
  }
  return query;
}

/** Selectors of `match[]`. */
export function matchParameters(params: URLSearchParams): readonly (readonly Matcher[])[] {
  return params.getAll("match[]").map((text) => {
    const expr = parseQuery(text);
    if (expr.kind !== "selector" || expr.offsetMs !== 0 || expr.at !== undefined)
      throw badParameter(
        "match[]",
        `1:1: parse error: expected a vector selector, got ${JSON.stringify(text)}`,
      );
    return expr.matchers;
  });
}

/** `limit`; 0 or absent is none. */
export function limitParameter(params: URLSearchParams): number {
  const text = params.get("limit");
  if (text === null || text === "") return Number.POSITIVE_INFINITY;
  const limit = Number(text);
  if (!Number.isInteger(limit))
    throw badParameter("limit", `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (limit < 0) throw badParameter("limit", "limit must be non-negative");
  return limit === 0 ? Number.POSITIVE_INFINITY : limit;
}
