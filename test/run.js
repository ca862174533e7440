// `npm test`: everything that needs no cluster, from a fresh clone on. `--mesh` adds the suites against the real mesh bed.
// Ends with "N passed, N failed". Exits 1 when anything failed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt, ensureChromium, ensureInstalled, run } from "../server/cli/prepare.js";

const node = process.execPath;
const out = mkdtempSync(join(tmpdir(), "heddle-test-"));
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

function count(name, passed, failed, skipped = 0) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (failed > 0) failures.push(`${name}: ${failed} failed`);
}

/** A tool that only says yes or no counts as one. */
function check(name, args) {
  console.log(`\n== ${name}`);
  const ok = run(node, args) === 0;
  count(name, ok ? 1 : 0, ok ? 0 : 1);
}

/** Counts of a vitest JSON report; a run that died before reporting counts as one failure. */
function vitest(name, args, env = {}) {
  console.log(`\n== ${name}`);
  const report = join(out, `${name.replaceAll(" ", "-")}.json`);
  const code = run(
    node,
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      ...args,
      "--reporter=default",
      "--reporter=json",
      `--outputFile=${report}`,
    ],
    { env },
  );
  if (!existsSync(report)) return count(name, 0, 1);
  const result = JSON.parse(readFileSync(report, "utf8"));
  const broken = result.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = result.numFailedTests + broken;
  return count(name, result.numPassedTests, failed === 0 && code !== 0 ? 1 : failed, result.numPendingTests);
}

function playwright(name, env = {}) {
  console.log(`\n== ${name}`);
  const report = join(out, "playwright.json");
  const code = run(
    node,
    ["node_modules/@playwright/test/cli.js", "test", "--config", "test/playwright.config.ts"],
    { env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } },
  );
  if (!existsSync(report)) return count(name, 0, 1);
  const { stats } = JSON.parse(readFileSync(report, "utf8"));
  const failed = stats.unexpected;
  return count(name, stats.expected + stats.flaky, failed === 0 && code !== 0 ? 1 : failed, stats.skipped);
}

ensureInstalled();
check("format", ["node_modules/oxfmt/bin/oxfmt", "--check", "."]);
check("lint", ["node_modules/oxlint/bin/oxlint"]);
check("types", ["node_modules/typescript/bin/tsc", "--noEmit"]);
check("unused code", ["node_modules/knip/bin/knip.js", "--no-progress"]);
vitest("unit, contract and operations", ["--config", "test/vitest.config.ts"]);
ensureBuilt();
vitest("killed while writing", ["--config", "test/crash/vitest.config.ts"]);
const chromium = ensureChromium();
if (chromium === undefined) count("browser", 0, 1);
else playwright("browser", { CHROMIUM_PATH: chromium });
if (process.argv.includes("--mesh")) {
  const { withBed } = await import("./mesh/bed.js");
  const ran = await withBed((bed) => {
    vitest("contract on the mesh bed", ["--config", "test/vitest.config.ts", "test/contract"], {
      MESHBED: bed,
    });
    vitest("mesh", ["--config", "test/mesh/vitest.config.ts"], { MESHBED: bed });
  });
  if (!ran) count("mesh bed", 0, 1);
}
rmSync(out, { recursive: true, force: true });
for (const failure of failures) console.log(failure);
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
);
process.exit(total.failed === 0 ? 0 : 1);
