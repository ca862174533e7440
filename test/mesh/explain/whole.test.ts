import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Asking } from "./ask-whole";
import { compareWhole } from "./compare-whole";
import { drawFrom } from "./draw";
import { envoyBinary, startManagers, type RunningEnvoy } from "./envoy-process";
import { generateManager, generateWholeRequest } from "./generate-managers";

const binary = envoyBinary();
const seed = Number(process.env["HEDDLE_FUZZ_SEED"] ?? 20_260_601);
const managerCount = 200;
const requestsEach = 50;

describe.skipIf(binary === undefined)("the way of a request through a connection manager", () => {
  const managers = Array.from({ length: managerCount }, (_, index) =>
    generateManager(drawFrom(seed * 3 + index)),
  );
  const asking = new Asking();
  let envoy: RunningEnvoy;

  beforeAll(async () => {
    envoy = await startManagers(binary ?? "", managers);
  });
  afterAll(async () => {
    asking.close();
    await envoy?.stop();
  });

  it(`is what a real Envoy does, on ${managerCount * requestsEach} requests`, async () => {
    const differences: string[] = [];
    const ways = { same: 0, unknown: 0, upstream: 0, local: 0 };
    for (const [index, manager] of managers.entries()) {
      const draw = drawFrom(seed * 41 + index);
      const requests = Array.from({ length: requestsEach }, () => generateWholeRequest(draw));
      const seen = await Promise.all(requests.map((request) => asking.ask(envoy.socket(index), request)));
      requests.forEach((request, at) => {
        const observed = seen[at];
        if (observed === undefined) return;
        ways[observed.upstream === undefined ? "local" : "upstream"] += 1;
        const result = compareWhole(manager, request, observed);
        if (typeof result === "string") ways[result] += 1;
        else {
          differences.push(
            `seed ${seed} manager ${index}: ${JSON.stringify(request)}\n  ${result.difference}`,
          );
        }
      });
    }
    const total = managerCount * requestsEach;
    expect(differences.slice(0, 20)).toEqual([]);
    expect(ways.unknown / total).toBeLessThan(0.01);
    expect(Math.min(ways.upstream, ways.local)).toBeGreaterThan(total / 10);
  }, 240_000);
});
