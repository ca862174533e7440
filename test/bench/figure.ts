import { appendFileSync } from "node:fs";

/** One measured figure beside its budget. */
export type Figure = {
  readonly part: string;
  readonly what: string;
  readonly measured: number;
  readonly unit: "ms" | "KB" | "MB" | "B" | "ratio" | "count" | "fps";
  /** Absent: shown for comparison only. */
  readonly limit?: number;
  /** "least": the measure must not fall below the limit. */
  readonly bound?: "most" | "least";
  readonly note?: string;
};

/** Adds a figure to the table that test/bench/run.js prints. A figure over its budget is no failure of the run. */
export function report(figure: Figure): void {
  const file = process.env["HEDDLE_BENCH_FIGURES"];
  if (file === undefined) console.log(JSON.stringify(figure));
  else appendFileSync(file, `${JSON.stringify(figure)}\n`);
}

/** The shortest of some runs, one of each work in turn: what the machine does besides hits all of them and makes none faster. */
export function shortestMs(works: readonly (() => unknown)[], runs = 5): number[] {
  const best = works.map(() => Number.POSITIVE_INFINITY);
  for (let run = 0; run <= runs; run += 1) {
    works.forEach((work, index) => {
      globalThis.gc?.();
      const start = performance.now();
      work();
      best[index] = Math.min(best[index] ?? Number.NaN, performance.now() - start);
    });
  }
  return best;
}

/** The value that `share` of all values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
