import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { z } from "zod";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { changeRequestSchema } from "@/lib/changes/change-set";
import { SourceError } from "@/lib/errors";
import { closeDatabase } from "@/server/database/database";
import type { ClusterSources } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "security.db")}`;
let target: ContractTarget;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  await target.close();
});

const caller = (sources: ClusterSources = target.sources) =>
  createCaller({
    clusters: new Map([[sources.name, sources]]),
    actor: { type: "user", name: "ada", groups: [] },
    requestId: randomUUID(),
    databaseUrl,
    nowMs: () => Date.now(),
    signal: new AbortController().signal,
  });
const scope = {
  cluster: "",
  namespaces: [],
  range: { kind: "relative" as const, durationMs: 15 * 60_000 },
};

const cart = { namespace: "shop", selector: { app: "cart" } };
const issuer = { issuer: "https://issuer.example.com", jwksUri: "https://issuer.example.com/keys" };
const requests: readonly z.input<typeof changeRequestSchema>[] = [
  { kind: "mtls", intent: { scope: "workload", ...cart, mode: "PERMISSIVE", portModes: { 8080: "STRICT" } } },
  {
    kind: "access",
    intent: { target: cart, name: "cart-get", action: "DENY", rules: [{ methods: ["DELETE"] }] },
  },
  { kind: "jwt", intent: { target: cart, name: "cart-jwt", issuers: [issuer], requireToken: true } },
  { kind: "sidecar_scope", intent: { ...cart, egressHosts: ["./*", "istio-system/*", "data/*"] } },
  {
    kind: "backend_tls",
    intent: {
      api: "istio",
      namespace: "shop",
      host: "api.example.com",
      mode: "SIMPLE",
      sni: "api.example.com",
    },
  },
];

describe.skipIf(targetKind === "bed")("security over the real protocols", () => {
  it("says of every workload what it accepts and which object decided, whatever the metrics show", async () => {
    const { data, warnings } = await caller().security.read(scope);
    expect(warnings).toEqual([]);
    expect(data.isComplete).toBe(true);
    const platform = data.workloads.filter(({ namespace }) => namespace === "platform");
    expect(platform.map(({ mtls }) => mtls)).toEqual(
      platform.map(() => ({ mode: "PERMISSIVE", decidedBy: { namespace: "platform", name: "default" } })),
    );
    expect(data.mesh?.mode).toBe("STRICT");
    const payments = data.workloads.find(({ name }) => name === "payments-v1");
    expect(payments?.access).toMatchObject({ isClosed: true, policies: [{ name: "payments-callers" }] });
    expect(payments?.encryption).toMatchObject({ mtlsRatio: 1, measuredBy: "requests", plaintext: [] });
    expect(data.workloads.find(({ name }) => name === "istiod")?.mtls).toBeUndefined();
    expect(data.namespaces.find(({ namespace }) => namespace === "data")).toMatchObject({ joins: "ambient" });
  });

  it("asks as many questions for one namespace as for all", async () => {
    const all = await caller().security.read(scope);
    const one = await caller().security.read({ ...scope, namespaces: ["platform"] });
    const queries = (read: typeof all) =>
      read.evidence.filter(({ source }) => source === "prometheus").length;
    expect(queries(one)).toBe(queries(all));
    expect(new Set(one.data.workloads.map(({ namespace }) => namespace))).toEqual(new Set(["platform"]));
  });

  it("knows no share of mTLS without metrics, and says so", async () => {
    const silent = (): never => {
      throw new SourceError("connection refused", {
        source: "prometheus",
        cluster: "demo",
        reason: "refused",
      });
    };
    const sources = {
      ...target.sources,
      metrics: { ...target.sources.metrics, query: async () => silent() },
    };
    const { data, warnings } = await caller(sources).security.read(scope);
    expect(data.workloads.length).toBeGreaterThan(5);
    expect(data.workloads.every(({ encryption }) => encryption === undefined)).toBe(true);
    expect([data.mtlsRatio, data.plaintextPerSecond]).toEqual([undefined, undefined]);
    expect(warnings.every(({ source }) => source === "prometheus")).toBe(true);
    const egress = await caller(sources).security.egress({ scope, namespace: "shop", selector: {} });
    expect(egress.data.proposal).toBeUndefined();
  });

  it("proposes egress hosts for what the workloads of a selector call, and no others", async () => {
    const { data } = await caller().security.egress({ scope, namespace: "shop", selector: { app: "cart" } });
    expect(data.workloads).toEqual(["cart-v1"]);
    expect(data.proposal).toContain("data/redis.data.svc.cluster.local");
    expect(data.proposal).not.toContain("./recommendations.shop.svc.cluster.local");
  });

  it("names the workloads that the first ALLOW of a namespace would close", async () => {
    const ask = (namespace: string) =>
      caller().security.closing({ cluster: "", target: { namespace }, action: "ALLOW" });
    const shop = (await ask("shop")).data.closing;
    expect(shop?.closes).toBe(true);
    expect(shop?.workloads.map(({ name }) => name)).toContain("cart-v1");
    const orders = (await ask("orders")).data.closing?.workloads.map(({ name }) => name);
    expect(orders).not.toContain("payments-v1");
  });

  it("reads a policy of the mesh back as the intent that its wizard edits", async () => {
    const { data: options } = await caller().routing.options({
      cluster: "",
      kind: "mtls",
      target: { namespace: "platform", name: "" },
    });
    expect(options.instances.map(({ current }) => current)).toMatchObject([
      { ok: true, intent: { scope: "namespace", mode: "PERMISSIVE" } },
    ]);
  });

  it.each(requests)("plans $kind, which the API server would accept", async (request) => {
    const { data } = await caller().changes.plan({ cluster: "", request });
    expect(data.objects.length).toBeGreaterThan(0);
    expect(data.objects.map(({ dryRun }) => dryRun.state)).toEqual(data.objects.map(() => "accepted"));
    expect(data.blockers).toEqual([]);
  });
});
