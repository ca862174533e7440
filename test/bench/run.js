// `npm run bench`: measures what the console costs and prints it beside its budgets. Figures over budget end with exit code 0, with
// `--strict` with 1; a run that breaks always with 1. Names of parts (graph, traces, envoy, mesh, checks, impact, pages, canary) measure only these; HEDDLE_BENCH_ROOT measures
// the build of another checkout.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt, ensureChromium, ensureInstalled, run } from "../../server/cli/prepare.js";

const strict = process.argv.includes("--strict");
const parts = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const out = mkdtempSync(join(tmpdir(), "heddle-bench-"));
const file = join(out, "figures.jsonl");

function shown(value, unit) {
  const digits = unit === "ratio" ? 2 : value < 10 && unit !== "count" ? 1 : 0;
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === "ratio" || unit === "count" ? text : `${text} ${unit}`;
}

/** How much of the budget is used: above 1 is over, whichever way the bound goes. */
function used({ measured, limit, bound }) {
  return bound === "least" ? limit / measured : measured / limit;
}

function rowOf(figure) {
  const { what, measured, unit, limit, bound, note = "" } = figure;
  if (limit === undefined) return [what, "", shown(measured, unit), "", "", note];
  const share = used(figure);
  const budget = `${bound === "least" ? "≥" : "≤"} ${shown(limit, unit)}`;
  return [what, budget, shown(measured, unit), share.toFixed(2), share > 1 ? "over" : "ok", note];
}

function print(figures) {
  const head = ["", "budget", "measured", "of budget", "", ""];
  const rows = figures.map(rowOf);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((cell, column) =>
        column > 0 && column < 4 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
      )
      .join("  ")
      .trimEnd();
  console.log(`\n${line(head)}`);
  let part = "";
  figures.forEach((figure, index) => {
    if (figure.part !== part) console.log(`-- ${figure.part}`);
    part = figure.part;
    console.log(line(rows[index]));
  });
}

ensureInstalled();
if (process.env.HEDDLE_BENCH_ROOT === undefined) ensureBuilt();
const chromium = ensureChromium();
const code = run(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--config", "test/bench/vitest.config.ts", ...parts],
  { env: { HEDDLE_BENCH_FIGURES: file, ...(chromium === undefined ? {} : { CHROMIUM_PATH: chromium }) } },
);
const figures = existsSync(file)
  ? readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line))
  : [];
rmSync(out, { recursive: true, force: true });
if (figures.length > 0) print(figures);
const over = figures.filter((figure) => figure.limit !== undefined && used(figure) > 1);
console.log(
  `\n${figures.length} figures, ${over.length} over budget, measured on ${cpus().length} cores under a load of ${loadavg()[0].toFixed(1)}`,
);
if (code !== 0) console.error("Some measurements broke off: see above.");
process.exit(code !== 0 || (strict && over.length > 0) ? 1 : 0);
