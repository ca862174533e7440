import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { intentRequestSchemas } from "@/lib/changes/intent-schemas";
import { cleanManifest } from "@/lib/config/clean-manifest";
import { refFromManifest } from "@/lib/config/manifest";
import { closeDatabase } from "@/server/database/database";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";
import { callerOn } from "./demo-caller";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "demo.db")}`;
const call = { purpose: "test" };
const requestSchema = z.discriminatedUnion("kind", [...intentRequestSchemas]);
let aheadMs = 0;
const nowMs = () => Date.now() + aheadMs;
let target: ContractTarget;
beforeAll(async () => {
  target = await startTarget({ nowMs });
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  await target.close();
});

const caller = () => callerOn(target.sources, "ada", databaseUrl, nowMs);
const kinds = [
  ["security.istio.io", "PeerAuthentication"],
  ["security.istio.io", "AuthorizationPolicy"],
  ["security.istio.io", "RequestAuthentication"],
  ["networking.istio.io", "Sidecar"],
  ["networking.istio.io", "DestinationRule"],
] as const;

/** Every object that security is made of, as people wrote it and the API server has it now. */
async function written(): Promise<readonly string[]> {
  const { kubernetes } = target.sources;
  const lists = await Promise.all(kinds.map(([group, kind]) => kubernetes.list(group, kind, call)));
  const manifests = await Promise.all(
    lists.flatMap(({ data }) => data).map((cached) => kubernetes.get(refFromManifest(cached), call)),
  );
  return manifests
    .flatMap((manifest) => (manifest === undefined ? [] : [JSON.stringify(cleanManifest(manifest))]))
    .toSorted();
}

/** Applies what a form says, looks at the mesh five minutes later, takes it back and looks for every byte. */
async function during(kind: string, intent: object, look: () => Promise<void>): Promise<void> {
  const before = await written();
  const request = requestSchema.parse({ kind, intent });
  const { data: plan } = await caller().changes.plan({ cluster: "", request });
  expect(plan.objects.map(({ dryRun }) => dryRun.state)).toEqual(plan.objects.map(() => "accepted"));
  expect(plan.objects).not.toEqual([]);
  const { planHash } = plan;
  const change = await caller().changes.applyPlan({ planHash, reason: "test", force: true });
  expect([change.state, change.error]).toEqual(["applied", undefined]);
  expect(await caught(before)).toBe(true);
  aheadMs += 5 * 60_000;
  try {
    await look();
  } finally {
    const { data: undo } = await caller().changes.undo({ changeId: change.id });
    const undone = await caller().changes.applyPlan({
      planHash: undo.planHash,
      reason: "test",
      force: true,
    });
    expect([undone.state, undone.error]).toEqual(["applied", undefined]);
  }
  // The list is the watch cache's, which hears of a deletion a moment later.
  await expect.poll(written, { timeout: 10_000 }).toEqual(before);
  aheadMs += 5 * 60_000;
}

/** Whether the watch cache heard of the write: what it lists is what the next plan starts from. */
async function caught(before: readonly string[]): Promise<boolean> {
  await expect.poll(written, { timeout: 10_000 }).not.toEqual(before);
  return true;
}

/** Requests to a service in the last two minutes as its callers saw them: a share for each value of a label. */
async function shares(selector: string, label: string): Promise<ReadonlyMap<string, number>> {
  const metric = `istio_requests_total{reporter="source",${selector}}`;
  const query = `sum by (${label}) (rate(${metric}[2m]))`;
  const { data } = await target.sources.metrics.query(query, nowMs(), call);
  const total = data.reduce((sum, { value }) => sum + (value ?? 0), 0);
  return new Map(data.map(({ labels, value }) => [labels[label] ?? "", (value ?? 0) / total]));
}

const codes = (service: string, more = "") =>
  shares(`destination_service_name="${service}"${more}`, "response_code");
/** The share of refusals, of which none is 0: requests there are. */
async function denied(service: string, more = ""): Promise<number> {
  const seen = await codes(service, more);
  expect([...seen.values()].some((share) => share > 0)).toBe(true);
  return seen.get("403") ?? 0;
}

const isOfSystem = (cluster: string): boolean => cluster.endsWith(".istio-system.svc.cluster.local");

/** The clusters that a workload's first proxy has, by name. */
async function clustersOf(workload: string): Promise<readonly string[]> {
  const owner = target.demo?.world.spec.workloads.find(({ name }) => name === workload);
  const pod = owner?.pods[0];
  if (owner === undefined || pod === undefined) throw new Error(`the demo mesh has no ${workload}`);
  const address = { namespace: owner.namespace, pod: pod.name, podIp: pod.ip };
  // A console that starts now: the one that runs does not ask a proxy twice within seconds.
  const { own } = target.withConfig((config) => config);
  const { data } = await own.proxyAdmin.configDump(address, call);
  return data.entries.filter(({ section }) => section === "clusters").map(({ name }) => name);
}

describe.skipIf(targetKind === "bed")("a security change, until it is undone", () => {
  it("denies a method to everybody, and no other method", async () => {
    const about = { target: { namespace: "shop", selector: { app: "storefront" } }, name: "no-posts" };
    await during("access", { ...about, action: "DENY", rules: [{ methods: ["POST"] }] }, async () => {
      // Of the requests to the storefront the checkouts are POST: 9 of 57.
      expect(await denied("storefront")).toBeCloseTo(9 / 57, 1);
      expect((await codes("checkout")).get("200") ?? 0).not.toBeGreaterThan(0);
    });
    expect(await denied("storefront")).toBe(0);
  });

  it("allows one caller, and refuses all others with 403", async () => {
    const about = { target: { namespace: "platform", selector: { app: "accounts" } }, name: "only-shop" };
    const principals = ["cluster.local/ns/shop/sa/storefront"];
    await during("access", { ...about, action: "ALLOW", rules: [{ callers: { principals } }] }, async () => {
      expect(await denied("accounts", `,source_workload="storefront-v1"`)).toBe(0);
      expect(await denied("accounts", `,source_workload="payments-v1"`)).toBeCloseTo(1, 5);
    });
    expect(await denied("accounts", `,source_workload="payments-v1"`)).toBe(0);
  });

  it("refuses requests without a token where one is required, and only there", async () => {
    const issuers = [{ issuer: "https://issuer.example.com", jwksUri: "https://issuer.example.com/keys" }];
    const about = { target: { namespace: "shop", selector: { app: "cart" } }, name: "cart-jwt", issuers };
    await during("jwt", { ...about, requireToken: false }, async () => {
      expect(await denied("cart")).toBe(0);
    });
    await during("jwt", { ...about, requireToken: true }, async () => {
      expect(await denied("cart")).toBeCloseTo(1, 5);
      expect(await denied("catalog")).toBe(0);
    });
    expect(await denied("cart")).toBe(0);
  });

  it("lets plain text in under PERMISSIVE, and refuses it once the workload is STRICT", async () => {
    const plain = {
      api: "istio",
      namespace: "platform",
      host: "accounts.platform.svc.cluster.local",
      mode: "DISABLE",
    };
    const strict = {
      scope: "workload",
      namespace: "platform",
      selector: { app: "accounts" },
      mode: "STRICT",
    };
    const accounts = `destination_service_name="accounts"`;
    const policies = () => shares(`${accounts},response_code="200"`, "connection_security_policy");
    await during("mtls", strict, async () => {
      expect((await codes("accounts")).get("503") ?? 0).toBeLessThan(0.001);
    });
    await during("backend_tls", plain, async () => {
      expect((await codes("accounts")).get("503") ?? 0).toBeLessThan(0.001);
      const server = `sum by (connection_security_policy) (rate(istio_requests_total{reporter="destination",${accounts}}[2m])) > 0`;
      const { data } = await target.sources.metrics.query(server, nowMs(), call);
      expect(data.map(({ labels }) => labels["connection_security_policy"])).toEqual(["none"]);
      await during("mtls", strict, async () => {
        expect((await codes("accounts")).get("503")).toBeCloseTo(1, 5);
        expect([...(await policies()).values()].some((share) => share > 0)).toBe(false);
        const { data: posture } = await caller().security.read({
          cluster: "",
          namespaces: ["platform"],
          range: { kind: "relative", durationMs: 120_000 },
        });
        const row = posture.workloads.find(({ name }) => name === "accounts-v1");
        expect(row?.mtls?.mode).toBe("STRICT");
      });
    });
    expect((await codes("accounts")).get("503") ?? 0).toBeLessThan(0.001);
  });

  it("sends a workload only what its Sidecar names, and lets the rest out unencrypted, which STRICT refuses", async () => {
    const narrow = { namespace: "shop", selector: { app: "recommendations" } };
    const before = await clustersOf("recommendations-v1");
    expect(before).toContain("outbound|8080||catalog.shop.svc.cluster.local");
    const calls = `,source_workload="recommendations-v1"`;
    await during("sidecar_scope", { ...narrow, egressHosts: ["istio-system/*"] }, async () => {
      const after = await clustersOf("recommendations-v1");
      expect(after.filter((name) => name.startsWith("outbound|")).length).toBeGreaterThan(0);
      expect(after.filter((name) => name.startsWith("outbound|") && !isOfSystem(name))).toEqual([]);
      expect(after).toContain("PassthroughCluster");
      // Other workloads keep what they know.
      expect(await clustersOf("storefront-v1")).toContain("outbound|8080||catalog.shop.svc.cluster.local");
      expect((await codes("PassthroughCluster", calls)).get("503")).toBeCloseTo(1, 5);
      const permissive = { scope: "workload", namespace: "shop", selector: { app: "catalog" } };
      await during("mtls", { ...permissive, mode: "PERMISSIVE" }, async () => {
        expect((await codes("PassthroughCluster", calls)).get("200")).toBeGreaterThan(0.99);
      });
    });
    const strict = { ...narrow, egressHosts: ["istio-system/*"], outboundMode: "REGISTRY_ONLY" };
    await during("sidecar_scope", strict, async () => {
      expect((await codes("BlackHoleCluster", calls)).get("502")).toBeCloseTo(1, 5);
    });
    expect(await clustersOf("recommendations-v1")).toEqual(before);
    expect((await codes("catalog", calls)).get("200")).toBeGreaterThan(0.99);
  });

  it("sends TLS that the mesh's own workloads do not speak, which fails", async () => {
    const host = "catalog.shop.svc.cluster.local";
    await during("backend_tls", { api: "istio", namespace: "shop", host, mode: "SIMPLE" }, async () => {
      expect((await codes("catalog")).get("503")).toBeCloseTo(1, 5);
    });
    expect((await codes("catalog")).get("503") ?? 0).toBeLessThan(0.001);
  });
});
