import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askEnvoy, closeAsking } from "./ask-envoy";
import { compare } from "./compare";
import { drawFrom } from "./draw";
import { envoyBinary, startEnvoy, type RunningEnvoy } from "./envoy-process";
import { generateRequest, generateTable } from "./generate";

const binary = envoyBinary();
const seed = Number(process.env["HEDDLE_FUZZ_SEED"] ?? 20_260_601);
const tableCount = 200;
const requestsPerTable = 60;

describe.skipIf(binary === undefined)("the explanation of a request", () => {
  const tables = Array.from({ length: tableCount }, (_, index) => generateTable(drawFrom(seed + index)));
  let envoy: RunningEnvoy;

  beforeAll(async () => {
    envoy = await startEnvoy(binary ?? "", tables);
  });
  afterAll(async () => {
    closeAsking();
    await envoy?.stop();
  });

  it(`agrees with a real Envoy on ${tableCount * requestsPerTable} requests over ${tableCount} route tables`, async () => {
    const differences: string[] = [];
    let unknowns = 0;
    for (const [index, table] of tables.entries()) {
      const draw = drawFrom(seed * 31 + index);
      const requests = Array.from({ length: requestsPerTable }, () => generateRequest(draw));
      const seen = await Promise.all(requests.map((request) => askEnvoy(envoy.socket(index), request)));
      requests.forEach((request, at) => {
        const observed = seen[at];
        if (observed === undefined) return;
        const result = compare(table, request, observed);
        if (result === "unknown") unknowns += 1;
        else if (result !== "same") {
          differences.push(`seed ${seed} table ${index}: ${JSON.stringify(request)}\n  ${result.difference}`);
        }
      });
    }
    const total = tableCount * requestsPerTable;
    expect(differences.slice(0, 20)).toEqual([]);
    expect(unknowns / total).toBeLessThan(0.01);
  }, 240_000);
});
