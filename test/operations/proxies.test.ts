import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unpackLive } from "@/lib/proxies/live-wire";
import type { OperationContext } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { startTarget, type ContractTarget } from "@/test/contract/target";

const range = { kind: "relative", durationMs: 900_000 } as const;
let target: ContractTarget;
let pod: { namespace: string; pod: string };

function caller(sources = target.sources) {
  const ctx: OperationContext = {
    clusters: new Map([[sources.name, sources]]),
    actor: { type: "user", name: "ada", groups: [] },
    requestId: "r",
    nowMs: () => Date.now(),
    signal: new AbortController().signal,
  };
  return createCaller(ctx);
}

beforeAll(async () => {
  target = await startTarget();
  const { data } = await caller().proxies.list({ range, namespaces: [target.namespace] });
  const row = data.rows.find(
    (candidate) => candidate.connection === "connected" && candidate.type === "sidecar",
  );
  pod = { namespace: row?.namespace ?? "", pod: row?.pod ?? "" };
});
afterAll(() => target.close());

describe("proxies", () => {
  it("lists proxies of the asked namespaces only, with evidence of every replica", async () => {
    const { data, evidence, warnings } = await caller().proxies.list({
      range,
      namespaces: [target.namespace],
    });
    expect(new Set(data.rows.map((row) => row.namespace))).toEqual(new Set([target.namespace]));
    expect(warnings).toEqual([]);
    expect(evidence.filter((item) => item.request === "GET /debug/syncz").length).toBeGreaterThanOrEqual(
      data.replicas.length,
    );
  });

  it("reads every section, and each row opens with raw JSON and content", async () => {
    for (const section of ["listeners", "routes", "clusters", "endpoints", "secrets"] as const) {
      const { data } = await caller().proxies.section({ ...pod, section });
      if (!("rows" in data.content)) throw new Error("no rows");
      const [row] = data.content.rows;
      expect(row?.id).toMatch(/./);
      const resource = await caller().proxies.resource({ ...pod, id: row?.id ?? "" });
      expect(() => JSON.parse(resource.data.text) as unknown).not.toThrow();
      expect(resource.data.entry.section).toBe(section);
      expect(resource.data.secret === undefined).toBe(section !== "secrets");
    }
  });

  it("reads live endpoints place by place with the rows, with pods, and never a zero for what Envoy does not list", async () => {
    const section = await caller().proxies.section({ ...pod, section: "endpoints" });
    const { data } = await caller().proxies.liveEndpoints(pod);
    expect(data.revision).toBe(section.data.revision);
    if (section.data.content.section !== "endpoints") throw new Error("wrong section");
    expect(data.live).toHaveLength(section.data.content.rows.length);
    const read = data.live.flatMap((packed) => (packed === null ? [] : [unpackLive(packed)]));
    expect(read.some((live) => (live.counters.requestsTotal ?? 0) > 0)).toBe(true);
    expect(read.some((live) => live.pod?.startsWith(`${target.namespace}/`))).toBe(true);
  });

  it("tells counters from gauges, and a section's revision stays while nothing changes", async () => {
    const { data } = await caller().proxies.stats({ ...pod, filter: "^(server|cluster_manager)\\." });
    const types = new Set(data.stats.map((stat) => stat.type));
    expect(types).toContain("counter");
    expect(types).toContain("gauge");
    expect(data.stats.find((stat) => stat.name === "server.live")).toMatchObject({ type: "gauge", value: 1 });
    const [one, two] = [await caller().proxies.outline(pod), await caller().proxies.outline(pod)];
    expect(two.data.revision).toBe(one.data.revision);
    expect(one.data.counts.clusters).toBeGreaterThan(0);
  });

  it("reads certificates with names and validity, and no key", async () => {
    const { data } = await caller().proxies.section({ ...pod, section: "secrets" });
    expect(JSON.stringify(data)).not.toContain("PRIVATE");
    if (data.content.section !== "secrets") throw new Error("wrong section");
    const leaf = data.content.rows.find((row) => row.name === "default")?.certificates[0];
    expect(leaf?.subjectAltNames[0]).toMatch(/^spiffe:\/\//);
    expect(leaf?.notAfterMs).toBeGreaterThan(Date.now());
  });

  it("gives the view of istiod where Envoy is not asked at all", async () => {
    const { data, evidence } = await caller().proxies.section({
      ...pod,
      section: "clusters",
      view: "istiod",
    });
    expect(evidence.map((item) => item.source)).toEqual(["istiod"]);
    if (!("rows" in data.content)) throw new Error("no rows");
    expect(data.content.rows.length).toBeGreaterThan(0);
  });

  it("keeps the page when Envoy is unreachable: sync state stays, Envoy's part is unknown with the setting to look at", async () => {
    const broken = target.withConfig((config) => ({
      ...config,
      envoy: { ...config.envoy, access: "direct", url: "http://127.0.0.1:9" },
    }));
    const { data, warnings } = await caller(broken.own).proxies.read(pod);
    expect(data).toMatchObject({ isEnvoySilent: true, row: { connection: "connected" } });
    expect(data.counts).toBeUndefined();
    expect(
      warnings.some(
        (warning) => warning.source === "envoy" && warning.reason === "refused" && warning.hint !== undefined,
      ),
    ).toBe(true);
  });

  it("says which field is wrong: an unknown pod, an unknown resource, an empty filter", async () => {
    await expect(
      caller().proxies.section({ namespace: target.namespace, pod: "nobody", section: "routes" }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(caller().proxies.resource({ ...pod, id: "dynamic_listeners/none" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(caller().proxies.stats({ ...pod, filter: "(" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      cause: { details: { field: "filter" } },
    });
    await expect(caller().proxies.stats({ ...pod, filter: "" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });
});

describe("controlplane", () => {
  it("joins replicas, sync counts and metrics", async () => {
    const { data } = await caller().controlplane.read({});
    const connected = Object.values(data.proxies ?? {}).reduce((sum, count) => sum + count, 0);
    expect(data.replicas.reduce((sum, replica) => sum + (replica.metrics?.connectedProxies ?? 0), 0)).toBe(
      connected,
    );
    for (const rejected of data.rejected) expect(rejected.message).not.toBe("");
    expect(data.outOfSync.length).toBe((data.proxies?.stale ?? 0) + (data.proxies?.error ?? 0));
  });

  it("leaves counts unknown, not zero, when no replica answers", async () => {
    const broken = target.withConfig((config) => ({
      ...config,
      istiod: { ...config.istiod, access: "direct", url: "http://127.0.0.1:9" },
    }));
    const { data, warnings } = await caller(broken.own).controlplane.read({});
    expect(data.proxies).toBeUndefined();
    expect(warnings.length).toBeGreaterThan(0);
  });
});
