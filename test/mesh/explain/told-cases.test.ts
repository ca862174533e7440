import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { askEnvoy, closeAsking } from "./ask-envoy";
import { compare } from "./compare";
import { envoyBinary, startEnvoy, type RunningEnvoy } from "./envoy-process";
import { clustersOf } from "./table-clusters";

const binary = envoyBinary();
const file = process.env["HEDDLE_FUZZ_CASES"];

const requestSchema = z.object({
  authority: z.string(),
  method: z.string().default("GET"),
  path: z.string().optional(),
  headers: z.array(z.tuple([z.string(), z.string()])).default([]),
  scheme: z.enum(["http", "https"]).default("http"),
});
const table = z.record(z.string(), z.unknown());
const caseSchema = z
  .object({
    routeConfig: table.optional(),
    route_config: table.optional(),
    requests: z.array(requestSchema).optional(),
    request: requestSchema.optional(),
  })
  .transform(({ routeConfig, route_config: snake, requests, request }, context) => {
    const told = routeConfig ?? snake;
    if (told === undefined) context.addIssue("a case needs routeConfig or route_config");
    return { routeConfig: told ?? {}, requests: requests ?? (request === undefined ? [] : [request]) };
  });

/** One case, a list of them, or one on each line. */
function casesOf(text: string): z.infer<typeof caseSchema>[] {
  try {
    const read: unknown = JSON.parse(text);
    return z.array(caseSchema).parse(Array.isArray(read) ? read : [read]);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    return lines.map((line) => caseSchema.parse(JSON.parse(line)));
  }
}
type ToldRequest = z.infer<typeof requestSchema>;

/** Over the socket comes plain HTTP; who was https on the way says so in the header that proxies send. */
function requestOf({ headers, scheme, ...own }: ToldRequest): ExplainedRequest {
  const named = headers.map(([name, value]) => ({ name: name.toLowerCase(), value }));
  const isSaid = scheme === "http" || named.some(({ name }) => name === "x-forwarded-proto");
  return {
    ...own,
    scheme: "http",
    headers: isSaid ? named : [...named, { name: "x-forwarded-proto", value: scheme }],
    headersAreComplete: true,
    metadata: {},
    filterState: {},
    certificate: { isPresented: false, isValidated: false },
  };
}

describe.skipIf(binary === undefined || file === undefined)("the explanation of cases from a file", () => {
  const cases = file === undefined ? [] : casesOf(readFileSync(file, "utf8"));
  const tables = cases.map(({ routeConfig }) => routeConfig);
  let envoy: RunningEnvoy;

  beforeAll(async () => {
    envoy = await startEnvoy(binary ?? "", tables, clustersOf(tables));
  });
  afterAll(async () => {
    closeAsking();
    await envoy?.stop();
  });

  it("agrees with a real Envoy", async () => {
    const known = new Set(clustersOf(tables));
    const differences: string[] = [];
    const count = { same: 0, unknown: 0 };
    for (const [index, { requests, routeConfig }] of cases.entries())
      for (const told of requests) {
        const request = requestOf(told);
        const result = compare(routeConfig, request, await askEnvoy(envoy.socket(index), request), known);
        if (typeof result === "string") count[result] += 1;
        else differences.push(`case ${index}: ${JSON.stringify(told)}\n  ${result.difference}`);
      }
    const total = count.same + count.unknown + differences.length;
    const told = total - count.unknown;
    const percent = (part: number, of: number) => `${of === 0 ? 0 : ((part / of) * 100).toFixed(3)} %`;
    const summary = `${total} requests: ${count.same} agree (${percent(count.same, told)} of those told), ${count.unknown} “don't know” (${percent(count.unknown, total)}), ${differences.length} differ`;
    process.stdout.write(`${[summary, ...differences].join("\n")}\n`);
    expect(total).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  });
});
