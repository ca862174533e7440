/** A figure that edges are compared by; nodes match through the edges that come in. */
export type FindMeasure = "rps" | "error" | "p50" | "p95" | "p99" | "bytes" | "mtls" | "gap";

/** A property that nodes or edges have. */
export type FindField =
  | "name"
  | "ns"
  | "health"
  | "kind"
  | "version"
  | "badge"
  | "protocol"
  | "mtls"
  | "plane";

export type FindTerm =
  | { readonly type: "text"; readonly text: string; readonly negated: boolean }
  | { readonly type: "field"; readonly field: FindField; readonly value: string; readonly negated: boolean }
  | {
      readonly type: "compare";
      readonly measure: FindMeasure;
      readonly op: ">" | ">=" | "<" | "<=";
      /** Ratios are 0 to 1, latencies ms, bytes per second. */
      readonly value: number;
      readonly negated: boolean;
    };

/** Alternatives of terms that must all hold: `a b OR c` is `[[a, b], [c]]`. */
export type FindQuery = readonly (readonly FindTerm[])[];

export type FindParse =
  | { readonly ok: true; readonly query: FindQuery }
  | {
      readonly ok: false;
      readonly term: string;
      readonly problem: "unknown_field" | "bad_number" | "bad_value";
    };

const fields: Readonly<Record<string, FindField>> = {
  name: "name",
  ns: "ns",
  namespace: "ns",
  health: "health",
  is: "health",
  kind: "kind",
  version: "version",
  badge: "badge",
  protocol: "protocol",
  mtls: "mtls",
  plane: "plane",
};

const measures: Readonly<Record<string, FindMeasure>> = {
  rps: "rps",
  rate: "rps",
  error: "error",
  errors: "error",
  p50: "p50",
  p95: "p95",
  p99: "p99",
  bytes: "bytes",
  mtls: "mtls",
  gap: "gap",
};

const closedValues: Partial<Readonly<Record<FindField, readonly string[]>>> = {
  health: ["ok", "degraded", "failing", "idle", "unknown"],
  kind: ["gateway", "service", "workload", "version", "external", "unknown"],
  protocol: ["http", "grpc", "tcp"],
  mtls: ["on", "off", "partial", "unknown"],
  plane: ["sidecar", "ambient", "gateway", "waypoint", "none"],
};

const comparePattern = /^([a-z0-9]+)(>=|<=|>|<)(.+)$/i;
const fieldPattern = /^([a-z]+):(.*)$/i;

/** What to offer while a person types: every field, measure and closed value. */
export function findSuggestions(): readonly string[] {
  const values = Object.entries(closedValues).flatMap(([field, list]) => list.map((v) => `${field}:${v}`));
  return [...values, "ns:", "version:", "badge:", "rps>", "error>1%", "p95>100ms", "p99>", "gap>10%"];
}

/**
 * The query that `text` means: words are parts of names, `field:value`, `measure>number[%|ms|s|k|m]`; `!` or `-`
 * before a term turns it round, a space means and, `OR` means or. A wrong term is named instead of ignored.
 */
export function parseFind(text: string): FindParse {
  const alternatives: FindTerm[][] = [[]];
  for (const word of text.trim().split(/\s+/)) {
    if (word === "" || word === "AND") continue;
    if (word === "OR") {
      alternatives.push([]);
      continue;
    }
    const term = parseTerm(word);
    if ("problem" in term) return { ok: false, term: word, problem: term.problem };
    alternatives[alternatives.length - 1]?.push(term);
  }
  return { ok: true, query: alternatives.filter((terms) => terms.length > 0) };
}

type Problem = { readonly problem: "unknown_field" | "bad_number" | "bad_value" };

function parseTerm(word: string): FindTerm | Problem {
  const negated = word.length > 1 && (word.startsWith("!") || word.startsWith("-"));
  const body = negated ? word.slice(1) : word;
  const compare = comparePattern.exec(body);
  if (compare !== null) {
    const [, name = "", op = "", number = ""] = compare;
    const measure = measures[name.toLowerCase()];
    if (measure === undefined) return { problem: "unknown_field" };
    const value = parseNumber(number);
    if (value === undefined || !isOperator(op)) return { problem: "bad_number" };
    return { type: "compare", measure, op, value, negated };
  }
  const field = fieldPattern.exec(body);
  if (field === null) return { type: "text", text: body.toLowerCase(), negated };
  const [, name = "", raw = ""] = field;
  const known = fields[name.toLowerCase()];
  if (known === undefined) return { problem: "unknown_field" };
  const value = raw.toLowerCase();
  const allowed = closedValues[known];
  if (value === "" || (allowed !== undefined && !allowed.includes(value))) return { problem: "bad_value" };
  return { type: "field", field: known, value, negated };
}

function isOperator(text: string): text is ">" | ">=" | "<" | "<=" {
  return text === ">" || text === ">=" || text === "<" || text === "<=";
}

const factors: Readonly<Record<string, number>> = {
  "": 1,
  "%": 0.01,
  ms: 1,
  s: 1000,
  k: 1e3,
  m: 1e6,
  g: 1e9,
};

function parseNumber(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(%|ms|s|k|m|g)?$/i.exec(text);
  const factor = factors[(match?.[2] ?? "").toLowerCase()];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}
