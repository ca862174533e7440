/**
 * Prints the contract runs side by side. The two files are what vitest's JSON reporter wrote:
 *   npx vitest run --config test/vitest.config.ts test/contract --reporter=json --outputFile=demo.json
 *   MESHBED=/tmp/meshbed/bed.json npx vitest run … --outputFile=bed.json
 *   node test/contract/table.js demo.json bed.json
 */
import { readFileSync } from "node:fs";

const marks = { passed: "ok", failed: "FAILED", skipped: "skipped", pending: "skipped", todo: "skipped" };

function readRun(file) {
  const rows = new Map();
  if (file === undefined) return rows;
  for (const suite of JSON.parse(readFileSync(file, "utf8")).testResults) {
    for (const { ancestorTitles, title, status } of suite.assertionResults) {
      const section = ancestorTitles.join(" ").replace(/ \((demo|bed)\)/g, "");
      rows.set(`${section} | ${title}`, marks[status] ?? status);
    }
  }
  return rows;
}

const [demo, bed] = [readRun(process.argv[2]), readRun(process.argv[3])];
const names = [...new Set([...demo.keys(), ...bed.keys()])].toSorted();
console.log("| system | endpoint and behaviour | demo | real |\n|---|---|---|---|");
for (const name of names) console.log(`| ${name} | ${demo.get(name) ?? "–"} | ${bed.get(name) ?? "–"} |`);
