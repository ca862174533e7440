// `npm run check`: the inner loop. Format, lint with the import rules, types, unit tests.
import { run } from "./prepare.js";

const node = process.execPath;
const steps = [
  ["format", ["node_modules/oxfmt/bin/oxfmt", "--check", "."]],
  ["lint", ["node_modules/oxlint/bin/oxlint"]],
  ["types", ["node_modules/typescript/bin/tsc", "--noEmit"]],
  [
    "unit tests",
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      "test/vitest.config.ts",
      "lib",
      "server",
      "components",
      "test/architecture.test.ts",
    ],
  ],
];
const failed = steps.filter(([name, args]) => {
  console.log(`\n== ${name}`);
  return run(node, args) !== 0;
});
if (failed.length > 0) console.error(`\nFailed: ${failed.map(([name]) => name).join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
