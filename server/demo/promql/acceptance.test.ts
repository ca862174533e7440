import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { queryInstant, queryRange, type QueryResult } from "./evaluate";
import { functionNames } from "./function-names";
import { labelKey } from "./label-sets";
import { type Command, createMemoryStorage, type EvalCommand, readScript } from "./script";

const folder = new URL("../../../../shared/acceptance/promql/", import.meta.url);

function same(actual: number, expected: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  if (actual === expected) return true;
  return Math.abs(actual - expected) <= 1e-6 * Math.max(Math.abs(actual), Math.abs(expected));
}

function expectVector(result: Extract<QueryResult, { type: "vector" }>, command: EvalCommand): void {
  const got = result.samples.map(({ labels, point }) => [labelKey(labels), point[1]] as const);
  const wanted = command.series.map(
    ({ labels, values }) => [labelKey(labels), values[0] ?? Number.NaN] as const,
  );
  const order = (entries: readonly (readonly [string, number])[]) =>
    command.ordered ? [...entries] : entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect(order(got).map(([key]) => key)).toEqual(order(wanted).map(([key]) => key));
  for (const [index, [key, value]] of order(wanted).entries())
    expect(
      same(order(got)[index]?.[1] ?? Number.NaN, value),
      `${key}: ${order(got)[index]?.[1]} is not ${value}`,
    ).toBe(true);
}

function expectMatrix(result: Extract<QueryResult, { type: "matrix" }>, command: EvalCommand): void {
  const grid = command.matrixGrid ?? { startMs: command.startMs, stepMs: command.stepMs ?? 1 };
  const got = new Map(result.series.map((one) => [labelKey(one.labels), one.points]));
  expect([...got.keys()].toSorted()).toEqual(command.series.map((one) => labelKey(one.labels)).toSorted());
  for (const { labels, values } of command.series) {
    const expected = values.flatMap((value, index) =>
      value === undefined ? [] : [[grid.startMs + index * grid.stepMs, value] as const],
    );
    const points = got.get(labelKey(labels)) ?? [];
    expect(points.map(([timeMs]) => timeMs)).toEqual(expected.map(([timeMs]) => timeMs));
    for (const [index, [, value]] of expected.entries())
      expect(same(points[index]?.[1] ?? 0, value), `${points[index]?.[1]} is not ${value}`).toBe(true);
  }
}

function check(command: EvalCommand, run: () => QueryResult): void {
  if (command.expectFail) {
    expect(run).toThrow(command.failMessage ?? /./);
    return;
  }
  const result = run();
  if (command.expectWarn) expect(result.warnings).not.toEqual([]);
  if (command.expectNoInfo) expect(result.infos).toEqual([]);
  switch (result.type) {
    case "string":
      expect(result.value).toBe(command.expectString);
      return;
    case "scalar":
      expect(same(result.point[1], command.scalar ?? Number.NEGATIVE_INFINITY)).toBe(true);
      return;
    case "vector":
      expectVector(result, command);
      return;
    case "matrix":
      expectMatrix(result, command);
  }
}

/** Why an eval is out of reach; undefined when it must pass. */
function leftOut(command: EvalCommand, histogramNames: readonly string[]): string | undefined {
  const plain = command.query.replaceAll(/"[^"]*"|'[^']*'/g, "");
  const functions = [...plain.matchAll(/\b([a-z_0-9]+)\s*(?=\()/g)].map(([, name = ""]) => name);
  const grammar =
    /^(?:by|without|on|ignoring|group_left|group_right|and|or|unless|offset|sum|avg|min|max|count|group|stddev|stdvar|topk|bottomk|quantile|count_values)$/;
  const unknown = functions.find((name) => !grammar.test(name) && !functionNames.has(name));
  if (unknown !== undefined) return `function ${unknown}`;
  if (command.text.includes("{{") || /expect info/.test(command.text)) return "native histograms";
  if (histogramNames.some((name) => new RegExp(`\\b${name}\\b`).test(command.query)))
    return "native histograms";
  return undefined;
}

type Tally = { passed: number; readonly left: Map<string, number>; readonly failures: string[] };

function runScript(name: string, commands: readonly Command[], tally: Tally): void {
  const memory = createMemoryStorage();
  let histograms: string[] = [];
  for (const command of commands) {
    if (command.kind === "clear") {
      memory.clear();
      histograms = [];
    } else if (command.kind === "load") {
      memory.load(command.stepMs, command.series);
      for (const one of command.series)
        if (one.values.includes("histogram")) histograms.push(one.labels["__name__"] ?? "");
    } else {
      const reason = leftOut(command, histograms);
      if (reason !== undefined) {
        tally.left.set(reason, (tally.left.get(reason) ?? 0) + 1);
        continue;
      }
      const { startMs, endMs, stepMs, query } = command;
      const options = { storage: memory.storage };
      try {
        check(command, () =>
          stepMs === undefined
            ? queryInstant(query, startMs, options)
            : queryRange(query, { startMs, endMs, stepMs }, options),
        );
        tally.passed += 1;
      } catch (error) {
        tally.failures.push(
          `${name}:${command.line} ${query}\n  ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  }
}

describe.skipIf(!existsSync(folder))("Prometheus's own test scripts", () => {
  it("give the expected answers for every function on offer", () => {
    const tally: Tally = { passed: 0, left: new Map(), failures: [] };
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".test")))
      runScript(name, readScript(readFileSync(new URL(name, folder), "utf8")), tally);
    const left = [...tally.left].map(([reason, count]) => `${reason}: ${count}`).join(", ");
    process.stdout.write(`promql scripts: ${tally.passed} evals run, left out: ${left}\n`);
    expect(tally.failures.join("\n")).toBe("");
    expect(tally.passed).toBeGreaterThan(425);
    // Each of these is an experiment that Prometheus itself hides behind a flag.
    const experiments = ["limitk", "limit_ratio", "mad_over_time", "sort_by_label", "sort_by_label_desc"];
    expect([...tally.left.keys()].toSorted()).toEqual(
      [...experiments.map((name) => `function ${name}`), "native histograms"].toSorted(),
    );
  });
});
