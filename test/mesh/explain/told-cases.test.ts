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

const casesSchema = z.array(
  z.object({
    routeConfig: z.record(z.string(), z.unknown()),
    requests: z.array(
      z.object({
        authority: z.string(),
        method: z.string().default("GET"),
        path: z.string().optional(),
        headers: z.array(z.tuple([z.string(), z.string()])).default([]),
        scheme: z.enum(["http", "https"]).default("http"),
      }),
    ),
  }),
);
type ToldRequest = z.infer<typeof casesSchema>[number]["requests"][number];

/** Over the socket comes plain HTTP; who was https on the way says so in the header that proxies send. */
function requestOf({ headers, scheme, ...own }: ToldRequest): ExplainedRequest {
  const named = headers.map(([name, value]) => ({ name: name.toLowerCase(), value }));
  const isSaid = scheme === "http" || named.some(({ name }) => name === "x-forwarded-proto");
  return {
    ...own,
    scheme: "http",
    headers: isSaid ? named : [...named, { name: "x-forwarded-proto", value: scheme }],
    headersAreComplete: true,
  };
}

describe.skipIf(binary === undefined || file === undefined)("the explanation of cases from a file", () => {
  const cases = file === undefined ? [] : casesSchema.parse(JSON.parse(readFileSync(file, "utf8")));
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
    const summary = `${total} requests: ${count.same} agree, ${count.unknown} “don't know”, ${differences.length} differ`;
    process.stdout.write(`${[summary, ...differences].join("\n")}\n`);
    expect(total).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  });
});
