import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { askEnvoy, closeAsking } from "./ask-envoy";
import { compare } from "./compare";
import { envoyBinary, startEnvoy, type RunningEnvoy } from "./envoy-process";
import { casesOf, type ToldCase } from "./read-cases";
import { clustersOf } from "./table-clusters";

const binary = envoyBinary();
const file = process.env["HEDDLE_FUZZ_CASES"];

/** Over the socket comes plain HTTP; who was https on the way says so in the header that proxies send. */
function requestOf({ headers, scheme, ...own }: ExplainedRequest): ExplainedRequest {
  const isSaid = scheme === "http" || headers.some(({ name }) => name === "x-forwarded-proto");
  return {
    ...own,
    scheme: "http",
    headers: isSaid ? headers : [...headers, { name: "x-forwarded-proto", value: scheme }],
    metadata: {},
    filterState: {},
    certificate: { isPresented: false, isValidated: false },
  };
}

/** The cases whose table Envoy takes, found by halves; and those whose table it refuses. */
async function acceptedOf(
  cases: readonly ToldCase[],
): Promise<{ readonly accepted: readonly ToldCase[]; readonly refused: readonly ToldCase[] }> {
  if (cases.length === 0) return { accepted: [], refused: [] };
  const tables = cases.map(({ routeConfig }) => routeConfig);
  try {
    await (await startEnvoy(binary ?? "", tables, clustersOf(tables))).stop();
    return { accepted: cases, refused: [] };
  } catch {
    if (cases.length === 1) return { accepted: [], refused: cases };
    const middle = Math.ceil(cases.length / 2);
    const first = await acceptedOf(cases.slice(0, middle));
    const second = await acceptedOf(cases.slice(middle));
    return {
      accepted: [...first.accepted, ...second.accepted],
      refused: [...first.refused, ...second.refused],
    };
  }
}

describe.skipIf(binary === undefined || file === undefined)("the explanation of cases from a file", () => {
  const all = file === undefined ? [] : casesOf(readFileSync(file, "utf8"));
  let cases: readonly ToldCase[] = [];
  let refused: readonly ToldCase[] = [];
  let envoy: RunningEnvoy;

  beforeAll(async () => {
    ({ accepted: cases, refused } = await acceptedOf(all));
    const tables = cases.map(({ routeConfig }) => routeConfig);
    envoy = await startEnvoy(binary ?? "", tables, clustersOf(tables));
  }, 1_200_000);
  afterAll(async () => {
    closeAsking();
    await envoy?.stop();
  });

  it("agrees with a real Envoy", async () => {
    const known = new Set(clustersOf(cases.map(({ routeConfig }) => routeConfig)));
    const differences: string[] = [];
    const count = { same: 0, unknown: 0 };
    for (const [index, { requests, routeConfig }] of cases.entries())
      for (const told of requests) {
        const request = requestOf(told);
        const result = compare(routeConfig, request, await askEnvoy(envoy.socket(index), request), known);
        if (typeof result === "string") count[result] += 1;
        else differences.push(`${JSON.stringify({ routeConfig, request: told })}\n  ${result.difference}`);
      }
    const total = count.same + count.unknown + differences.length;
    const told = total - count.unknown;
    const percent = (part: number, of: number) => `${of === 0 ? 0 : ((part / of) * 100).toFixed(3)} %`;
    const summary = `${total} requests: ${count.same} agree (${percent(count.same, told)} of those told), ${count.unknown} “don't know” (${percent(count.unknown, total)}), ${differences.length} differ`;
    const skipped = refused.map(
      ({ routeConfig }) => `skipped, Envoy refuses the table: ${JSON.stringify(routeConfig)}`,
    );
    process.stdout.write(`${[...skipped, ...differences, summary].join("\n")}\n`);
    expect(total).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  }, 1_200_000);
});
