import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangeRequest } from "@/lib/changes/change-set";
import { intentRequestSchemas } from "@/lib/changes/intent-schemas";
import { cleanManifest } from "@/lib/config/clean-manifest";
import { portProtocol, serviceSpec } from "@/lib/config/kubernetes-service";
import { refFromManifest } from "@/lib/config/manifest";
import { z } from "zod";
import { closeDatabase } from "@/server/database/database";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";
import { callerOn } from "./demo-caller";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "demo.db")}`;
const call = { purpose: "test" };
const requestSchema = z.discriminatedUnion("kind", [...intentRequestSchemas]);
let target: ContractTarget;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  await target.close();
});

const caller = () => callerOn(target.sources, "ada", databaseUrl);
const routingKinds = [
  ["networking.istio.io", "VirtualService"],
  ["networking.istio.io", "DestinationRule"],
  ["gateway.networking.k8s.io", "HTTPRoute"],
] as const;

/** The routing objects as the API server has them, by what people wrote. */
async function routing(): Promise<readonly string[]> {
  const { kubernetes } = target.sources;
  const lists = await Promise.all(
    routingKinds.map(([group, kind]) => kubernetes.list(group, kind, call, [target.namespace])),
  );
  const manifests = await Promise.all(
    lists.flatMap(({ data }) => data).map((cached) => kubernetes.get(refFromManifest(cached), call)),
  );
  return manifests
    .flatMap((manifest) => (manifest === undefined ? [] : [JSON.stringify(cleanManifest(manifest))]))
    .toSorted();
}

/** A service whose requests nothing routes yet, and its port. */
async function unrouted(): Promise<{ readonly name: string; readonly port: number }> {
  const { kubernetes } = target.sources;
  const [services, routes] = await Promise.all([
    kubernetes.list("", "Service", call, [target.namespace]),
    kubernetes.list("networking.istio.io", "VirtualService", call, [target.namespace]),
  ]);
  const routed = JSON.stringify(routes.data.map(({ spec }) => spec?.["hosts"]));
  for (const service of services.data) {
    const port = serviceSpec(service).ports.find((one) => portProtocol(one) === "http")?.port;
    const { name } = service.metadata;
    if (port !== undefined && !routed.includes(name)) return { name, port };
  }
  throw new Error("every service of the demo mesh is routed");
}

async function apply(request: ChangeRequest): Promise<void> {
  const { data: plan } = await caller().changes.plan({ cluster: "", request });
  expect(plan.objects.map(({ dryRun }) => dryRun)).toEqual(
    plan.objects.map(() => expect.objectContaining({ state: "accepted" })),
  );
  expect(plan.blockers.filter(({ severity }) => severity === "stop")).toEqual([]);
  const change = await caller().changes.applyPlan({ planHash: plan.planHash, reason: "test", force: true });
  expect(change.state).toBe("applied");
}

async function isThere(request: ChangeRequest): Promise<void> {
  const { data: again } = await caller().changes.plan({ cluster: "", request });
  expect(again.objects).toEqual([]);
}

const jason = {
  headers: [{ name: "end-user", kind: "exact", value: "jason" }],
  cookies: [{ name: "beta", value: "1" }],
};
const v2 = { name: "v2", labels: { version: "v2" } };
const onIstio: readonly (readonly [string, object])[] = [
  ["mirror", { destination: v2, mirrorPercent: 12.5 }],
  [
    "request_route",
    { name: "testers", matches: [jason], destinations: [{ ...v2, weightPercent: 100 }], position: "first" },
  ],
  [
    "timeout_retry",
    { route: "", timeoutMs: 1500, retries: { attempts: 2, perTryTimeoutMs: 500, retryOn: ["503", "reset"] } },
  ],
  [
    "circuit_breaker",
    { connectionPool: { maxConnections: 50, maxRequests: 9 }, outlierDetection: { consecutive5xxErrors: 3 } },
  ],
  ["fault", { name: "heddle-fault", matches: [jason], abort: { percent: 100, grpcStatus: "UNAVAILABLE" } }],
  ["fault", { name: "", matches: [], delay: { percent: 0.5, delayMs: 250 } }],
  [
    "load_balancing",
    {
      algorithm: "consistent_hash",
      consistentHash: { on: "cookie", name: "user", ttlMs: 0 },
      locality: { mode: "off" },
    },
  ],
];

describe.skipIf(targetKind === "bed")("a routing intent over the real protocols", () => {
  it.each(onIstio)("%s is taken by the API server, needs no second write, and goes", async (kind, fields) => {
    const service = { namespace: target.namespace, name: target.service };
    const request = requestSchema.parse({ kind, intent: { api: "istio", service, ...fields } });
    // What stands there of this kind already is not brought back by taking the intent out.
    await apply({ ...request, remove: true }).catch(() => undefined);
    const before = await routing();
    await apply(request);
    expect(await routing()).not.toEqual(before);
    await isThere(request);
    await apply({ ...request, remove: true });
    await expect.poll(routing, { timeout: 10_000 }).toEqual(before);
  });

  it.each<readonly [string, object]>([
    [
      "request_route",
      {
        name: "testers",
        matches: [{ ...jason, methods: ["GET", "POST"] }],
        destinations: [{ ...v2, name: "", weightPercent: 100 }],
      },
    ],
    ["timeout_retry", { route: "", timeoutMs: 1500, backendTimeoutMs: 500 }],
    ["mirror", { destination: v2, mirrorPercent: 0.25 }],
  ])("%s makes an HTTPRoute where there is none, and takes it away again", async (kind, fields) => {
    const { name, port } = await unrouted();
    const service = { namespace: target.namespace, name };
    const text = JSON.stringify(fields).replaceAll(/"name":"(v2)?",/g, `"name":"${name}",`);
    const intent = { api: "gateway", service, port, ...(JSON.parse(text) as object) };
    const request = requestSchema.parse({ kind, intent });
    const before = await routing();
    await apply(request);
    const made = async () =>
      (await routing())
        .filter((one) => !before.includes(one))
        .map((one) => (JSON.parse(one) as { kind: string }).kind);
    // The list is the watch cache's, which hears of a new object a moment later.
    await expect.poll(made, { timeout: 10_000 }).toEqual(["HTTPRoute"]);
    await isThere(request);
    await apply({ ...request, remove: true });
    await expect.poll(routing, { timeout: 10_000 }).toEqual(before);
  });
});
