import type { Labels } from "@/lib/telemetry/series";
import { parseDurationMs, unquote } from "./literals";
import { matchesLabels } from "./matcher";
import type { SeriesStorage } from "./storage";
import { labelKey } from "./label-sets";

type ExpectedSeries = { readonly labels: Labels; readonly values: readonly (number | undefined)[] };

/** An `eval` of one of Prometheus's own test scripts, with what it expects. */
export type EvalCommand = {
  readonly kind: "eval";
  readonly line: number;
  readonly query: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Absent for instant queries. */
  readonly stepMs?: number;
  readonly expectFail: boolean;
  readonly failMessage?: string;
  readonly expectWarn: boolean;
  readonly expectNoInfo: boolean;
  readonly ordered: boolean;
  readonly expectString?: string;
  readonly expectMatrix: boolean;
  readonly matrixGrid?: { readonly startMs: number; readonly stepMs: number };
  readonly scalar?: number;
  readonly series: readonly ExpectedSeries[];
  /** The script's text for this eval, to see what it needs. */
  readonly text: string;
};

type LoadedSeries = { readonly labels: Labels; readonly values: readonly LoadedValue[] };
type LoadedValue = number | "stale" | "histogram" | undefined;
export type Command =
  | { readonly kind: "clear" }
  | { readonly kind: "load"; readonly stepMs: number; readonly series: readonly LoadedSeries[] }
  | EvalCommand;

function splitSeries(line: string): { labels: Labels; rest: string } {
  const match = /^([a-zA-Z_:][\w:]*)?(\{(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^}"'])*\})?\s*(.*)$/.exec(
    line,
  );
  const [, name, braces, rest = ""] = match ?? [];
  const labels: Record<string, string> = name === undefined ? {} : { __name__: name };
  for (const [, label = "", value = ""] of (braces ?? "").matchAll(
    /([a-zA-Z_]\w*)\s*=\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/g,
  ))
    labels[label] = unquote(value) ?? "";
  return { labels, rest };
}

const numberPattern = String.raw`[+-]?(?:0x[0-9a-f]+|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf|nan)`;

function readNumber(text: string): number {
  const lower = text.toLowerCase().replace(/^\+/, "");
  if (lower === "inf") return Number.POSITIVE_INFINITY;
  if (lower === "-inf") return Number.NEGATIVE_INFINITY;
  return lower === "nan" ? Number.NaN : Number(lower);
}

/** `0+10x3`, `1x2`, `_`, `_x4`, `stale`, numbers and `{{histograms}}`, one value for each step. */
function readValues(text: string): LoadedValue[] {
  const values: LoadedValue[] = [];
  for (const token of text.match(/\{\{[^}]*\}\}\S*|\S+/g) ?? []) {
    const expanded = new RegExp(`^(${numberPattern})(?:([+-](?:${numberPattern}))x|x)(\\d+)$`, "i").exec(
      token,
    );
    const repeated = /^_x(\d+)$/.exec(token);
    if (token.startsWith("{{")) {
      const times = Number(/x(\d+)$/.exec(token)?.[1] ?? "0");
      for (let index = 0; index <= times; index += 1) values.push("histogram");
    } else if (expanded !== null) {
      const start = readNumber(expanded[1] ?? "");
      const step =
        expanded[2] === undefined ? 0 : readNumber(expanded[2].replace(/^([+-])\+/, "$1").replace("--", ""));
      for (let index = 0; index <= Number(expanded[3]); index += 1) values.push(start + index * step);
    } else if (repeated !== null) {
      for (let index = 0; index < Number(repeated[1]); index += 1) values.push(undefined);
    } else if (token === "_") values.push(undefined);
    else if (token === "stale") values.push("stale");
    else values.push(readNumber(token));
  }
  return values;
}

function readLoad(head: string, body: readonly string[]): Command {
  return {
    kind: "load",
    stepMs: parseDurationMs(head) ?? 0,
    series: body.map((line) => {
      const { labels, rest } = splitSeries(line);
      return { labels, values: readValues(rest) };
    }),
  };
}

function timeMsOf(text: string): number {
  return parseDurationMs(text) ?? Number(text) * 1000;
}

function readExpectations(body: readonly string[]) {
  const expects = body.filter((line) => line.startsWith("expect ")).map((line) => line.slice(7).trim());
  const results = body.filter((line) => !line.startsWith("expect "));
  const text = expects
    .find((one) => one.startsWith("string"))
    ?.slice(6)
    .trim();
  const range = /^range vector from (\S+) to \S+ step (\S+)$/.exec(
    expects.find((one) => one.startsWith("range")) ?? "",
  );
  const fail = expects.find((one) => one.startsWith("fail"));
  return {
    results,
    expectFail: fail !== undefined,
    failMessage: /msg:\s*(.*)$/.exec(fail ?? "")?.[1],
    expectWarn: expects.some((one) => one.startsWith("warn")),
    expectNoInfo: expects.includes("no_info"),
    ordered: expects.includes("ordered"),
    expectString: text === undefined ? undefined : unquote(text),
    expectMatrix: range !== null,
    matrixGrid:
      range === null ? undefined : { startMs: timeMsOf(range[1] ?? ""), stepMs: timeMsOf(range[2] ?? "") },
  };
}

function readEval(head: string, body: readonly string[], line: number): Command | undefined {
  const instant = /^eval(_fail)? instant at (\S+)\s+(.*)$/.exec(head);
  const range = /^eval(_fail)? range from (\S+) to (\S+) step (\S+)\s+(.*)$/.exec(head);
  const query = instant?.[3] ?? range?.[5];
  if (query === undefined) return undefined;
  const startMs = timeMsOf(instant?.[2] ?? range?.[2] ?? "0");
  const { results, failMessage, expectString, matrixGrid, ...flags } = readExpectations(body);
  const [first = ""] = results;
  const isScalar = results.length === 1 && new RegExp(`^${numberPattern}$`, "i").test(first);
  return {
    kind: "eval",
    line,
    query,
    startMs,
    endMs: range === null ? startMs : timeMsOf(range[3] ?? ""),
    ...(range === null ? {} : { stepMs: timeMsOf(range[4] ?? "") }),
    ...flags,
    expectFail: flags.expectFail || (instant?.[1] ?? range?.[1]) !== undefined,
    ...(failMessage === undefined ? {} : { failMessage }),
    ...(expectString === undefined ? {} : { expectString }),
    ...(matrixGrid === undefined ? {} : { matrixGrid }),
    ...(isScalar ? { scalar: readNumber(first) } : {}),
    series: isScalar
      ? []
      : results.map((result) => {
          const { labels, rest } = splitSeries(result);
          return {
            labels,
            values: readValues(rest).map((one) => (typeof one === "number" ? one : undefined)),
          };
        }),
    text: [head, ...body].join("\n"),
  };
}

/** The commands of a script, in order. Throws on a line that it does not know. */
export function readScript(text: string): Command[] {
  const commands: Command[] = [];
  const lines = text.split("\n");
  for (let index = 0; index < lines.length;) {
    const head = (lines[index] ?? "").trim();
    const start = index + 1;
    index += 1;
    if (head === "" || head.startsWith("#")) continue;
    const body: string[] = [];
    while (index < lines.length && (lines[index] ?? "").trim() !== "") {
      const line = (lines[index] ?? "").trim();
      if (/^(?:load|eval|clear)/.test(line)) break;
      if (!line.startsWith("#")) body.push(line);
      index += 1;
    }
    const load = /^load(?:_with_nhcb)?\s+(\S+)$/.exec(head);
    const command =
      head === "clear"
        ? ({ kind: "clear" } as const)
        : load === null
          ? readEval(head, body, start)
          : readLoad(load[1] ?? "", body);
    if (command === undefined) throw new Error(`line ${start}: unknown command ${head}`);
    commands.push(command);
  }
  return commands;
}

type MemorySeries = { readonly labels: Labels; readonly samples: { timeMs: number; value: LoadedValue }[] };

/** Storage over loaded series; histogram samples are kept out, as this evaluator has none. */
export function createMemoryStorage() {
  const series = new Map<string, MemorySeries>();
  const storage: SeriesStorage = {
    select: (matchers, fromMs, toMs) =>
      [...series.values()]
        .filter((one) => matchesLabels(matchers, one.labels))
        .map((one) => {
          const samples = one.samples.filter(({ timeMs }) => timeMs > fromMs && timeMs <= toMs);
          return {
            labels: one.labels,
            samples: () => ({
              timesMs: samples.map(({ timeMs }) => timeMs),
              values: samples.map(({ value }) => (typeof value === "number" ? value : 0)),
              stale: samples.map(({ value }) => Number(value === "stale")),
            }),
          };
        }),
  };
  const load = (stepMs: number, loaded: readonly LoadedSeries[]) => {
    for (const { labels, values } of loaded) {
      const known = series.get(labelKey(labels)) ?? { labels, samples: [] };
      series.set(labelKey(labels), known);
      for (const [index, value] of values.entries())
        if (value !== undefined && value !== "histogram")
          known.samples.push({ timeMs: index * stepMs, value });
    }
  };
  return { storage, load, clear: () => series.clear() };
}
