import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/server/database/database";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";
import { callerOn } from "./demo-caller";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "failing.db")}`;
const scope = {
  cluster: "",
  namespaces: [] as string[],
  range: { kind: "relative" as const, durationMs: 120_000 },
};

describe.skipIf(targetKind === "bed")("what fails now", () => {
  let target: ContractTarget;
  let aheadMs = 0;
  const nowMs = () => Date.now() + aheadMs;

  beforeAll(async () => {
    target = await startTarget({ nowMs });
  });
  afterEach(() => {
    target.demo?.control.set("healthy");
    aheadMs += 600_000;
  });
  afterAll(async () => {
    await closeDatabase(databaseUrl);
    await target.close();
  });

  const failing = (namespaces: string[] = []) =>
    callerOn(target.sources, "ada", databaseUrl, nowMs).causes.failing({ ...scope, namespaces });
  const happens = (scenario: Parameters<NonNullable<ContractTarget["demo"]>["control"]["set"]>[0]) => {
    target.demo?.control.set(scenario);
    aheadMs += 180_000;
  };

  it("puts the broken call first, with its share of that call and by the caller's word once", async () => {
    happens("missing-subset");
    const { symptoms = [] } = (await failing()).data;
    expect(symptoms[0]).toMatchObject({
      source: "shop/storefront-v1",
      host: "recommendations.shop.svc.cluster.local",
      reporter: "source",
      code: 503,
      flag: "NC",
    });
    expect(symptoms[0]?.share).toBeGreaterThan(0);
    expect(symptoms[0]?.share).toBeLessThanOrEqual(1);
    const rates = symptoms.map(({ perSecond }) => perSecond);
    expect(rates).toEqual(rates.toSorted((left, right) => right - left));
    const callOf = ({ source, destination, code, grpcStatus }: (typeof symptoms)[number]) =>
      [source, destination, code, grpcStatus].join(" ");
    const callers = symptoms.filter(({ reporter }) => reporter === "source").map(callOf);
    const echoes = symptoms.filter(({ reporter }) => reporter !== "source").map(callOf);
    expect(echoes.filter((call) => callers.includes(call))).toEqual([]);
  });

  it("keeps to the chosen namespaces", async () => {
    happens("missing-subset");
    const sources = (await failing(["shop"])).data.symptoms ?? [];
    expect(sources.length).toBeGreaterThan(0);
    for (const { source, host, destination } of sources)
      expect(`${source} ${host} ${destination}`).toMatch(/(^|[ .])shop[/.]/);
    const other = (await failing(["search"])).data.symptoms ?? [];
    expect(other.map(({ flag }) => flag)).not.toContain("NC");
  });

  it("is unknown, not empty, without metrics", async () => {
    const { own } = target.withConfig((config) => ({
      ...config,
      ...(config.prometheus === undefined
        ? {}
        : { prometheus: { ...config.prometheus, url: "http://127.0.0.1:9" } }),
    }));
    const { data, warnings } = await callerOn(own, "ada", databaseUrl, nowMs).causes.failing(scope);
    expect(data).toEqual({});
    expect(warnings.map(({ source }) => source)).toContain("prometheus");
  });
});
