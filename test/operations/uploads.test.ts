import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { closeDatabase, withRows } from "@/server/database/database";
import { readSnapshotDump } from "@/server/operations/proxies/snapshots/read-dump";
import type { OperationContext } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { uploadFromRequest } from "@/server/routers/dumps";
import { freshDatabaseUrl } from "./fresh-database";

let databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "uploads.db")}`;
const acceptance = path.resolve("../shared/acceptance/envoy");

beforeAll(async () => {
  databaseUrl = (await freshDatabaseUrl()) ?? databaseUrl;
});
afterAll(() => closeDatabase(databaseUrl));

function context(more: Partial<OperationContext> = {}): OperationContext {
  return {
    clusters: new Map(),
    actor: { type: "user", name: "ada", groups: [] },
    requestId: "r",
    databaseUrl,
    nowMs: () => Date.now(),
    signal: new AbortController().signal,
    ...more,
  };
}

const answerSchema = z.object({
  snapshots: z.array(z.looseObject({ id: z.string(), title: z.string(), kind: z.string() })).default([]),
  problems: z
    .array(z.object({ name: z.string(), message: z.string(), hint: z.string().optional() }))
    .default([]),
  error: z
    .object({
      message: z.string(),
      data: z.looseObject({ httpStatus: z.number(), errorCode: z.string(), hint: z.string().optional() }),
    })
    .optional(),
});

async function post(body: string | Uint8Array, fileName = "dump.json", more: Partial<OperationContext> = {}) {
  const request = new Request("http://console/api/dumps", {
    method: "POST",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers: { "x-file-name": encodeURIComponent(fileName) },
  });
  const response = await uploadFromRequest(context(more), request);
  return { status: response.status, ...answerSchema.parse(await response.json()) };
}

const node = {
  id: "sidecar~10.0.0.1~cart-1.shop~shop.svc.cluster.local",
  metadata: { ISTIO_VERSION: "1.30.1" },
};

function dump(names: readonly string[], pod = "cart-1"): string {
  const id = node.id.replace("cart-1", pod);
  return JSON.stringify({
    configs: [
      {
        "@type": "type.googleapis.com/envoy.admin.v3.BootstrapConfigDump",
        bootstrap: { node: { ...node, id } },
      },
      {
        "@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump",
        dynamic_active_clusters: names.map((name) => ({
          version_info: "v1",
          cluster: { "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster", name },
          last_updated: "2026-05-01T09:00:00.123Z",
        })),
      },
    ],
  });
}

const textOf = async (id: string) =>
  Buffer.from((await readSnapshotDump(context(), id)).data.bytes).toString();

describe("a file of one dump", () => {
  it.each([
    ["plain", (text: string) => Buffer.from(text)],
    ["in gzip", (text: string) => gzipSync(text)],
    ["in UTF-16, as a Windows shell writes it", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["in UTF-16 of the other order", (text: string) => Buffer.from(text, "utf16le").swap16()],
    ["with a byte order mark and spaces before it", (text: string) => Buffer.from(`\uFEFF\n ${text}`)],
  ])("is kept, %s: named after its proxy, as old as its newest resource", async (_how, pack) => {
    const { status, snapshots } = await post(pack(dump(["a", "b"])));
    expect(status).toBe(200);
    expect(snapshots[0]).toMatchObject({
      origin: "upload",
      kind: "envoy",
      title: "cart-1",
      proxy: { cluster: "", namespace: "shop", pod: "cart-1" },
      istioVersion: "1.30.1",
      takenAtMs: Date.parse("2026-05-01T09:00:00.123Z"),
      createdBy: "ada",
      resourceCount: 3,
    });
    expect(await textOf(snapshots[0]?.id ?? "")).toBe(dump(["a", "b"]));
    const { data } = await createCaller(context()).proxies.section({
      snapshot: snapshots[0]?.id ?? "",
      section: "clusters",
    });
    expect("rows" in data.content && data.content.rows).toHaveLength(2);
  });

  it("is told apart: istiod's in camelCase, a ztunnel's", async () => {
    const istiod = JSON.stringify({
      configs: [
        { "@type": "type.googleapis.com/envoy.admin.v3.BootstrapConfigDump" },
        {
          "@type": "x",
          versionInfo: "1",
          dynamicActiveClusters: [{ versionInfo: "1", cluster: { name: "a" } }],
        },
      ],
    });
    expect((await post(istiod, "istiod.json")).snapshots[0]).toMatchObject({
      kind: "istiod",
      title: "istiod.json",
    });
    const ztunnel = JSON.stringify({ workloads: [{ uid: "u" }], services: [], policies: [] });
    const { snapshots } = await post(ztunnel, "ztunnel.json");
    expect(snapshots[0]?.kind).toBe("ztunnel");
    expect(await textOf(snapshots[0]?.id ?? "")).toBe(ztunnel);
  });

  it("is redacted before it is stored", async () => {
    const text = dump(["a"]).replace(
      '"name":"a"',
      '"name":"a","password":"SeCrEt","request_headers_to_add":[{"header":{"value":"SeCrEt","key":"authorization"}}]',
    );
    const { snapshots } = await post(text);
    expect(await textOf(snapshots[0]?.id ?? "")).not.toContain("SeCrEt");
    const rows = await withRows(databaseUrl, (all) => all.snapshotResource.findMany());
    expect(rows.some(({ body }) => Buffer.from(body).includes("SeCrEt"))).toBe(false);
  });

  it("keeps resources of types that nobody knows, and of one name twice", async () => {
    const { snapshots } = await post(
      dump(["a", "a"]).replaceAll("envoy.config.cluster.v3.Cluster", "x.v9.Thing"),
    );
    const { data } = await readSnapshotDump(context(), snapshots[0]?.id ?? "");
    expect(data.entries.map(({ id }) => id)).toEqual([
      "bootstrap/bootstrap",
      "dynamic_active_clusters/a",
      "dynamic_active_clusters/a~2",
    ]);
  });

  it.skipIf(!existsSync(acceptance)).each(["waypoint.json", "compare-a.json", "ztunnel.json", "ecds.json"])(
    "of another project is taken: %s",
    async (name) => {
      const { status, snapshots } = await post(readFileSync(path.join(acceptance, name)), name);
      expect(status).toBe(200);
      expect(snapshots[0]?.kind).toBe(name === "ztunnel.json" ? "ztunnel" : "envoy");
    },
  );
});

describe("a file of several dumps", () => {
  it("gives one snapshot each: a list, and values behind each other", async () => {
    for (const text of [
      `[${dump(["a"], "p1")},\n${dump(["b"], "p2")}]`,
      `${dump(["a"], "p1")}\n${dump(["b"], "p2")}`,
    ]) {
      expect((await post(text)).snapshots.map(({ title }) => title)).toEqual(["p1", "p2"]);
    }
  });

  it("may be a bug report: every proxy's dump, other files left alone, what is broken named", async () => {
    const file = (name: string, body: string) => ({
      header: { name: `bug-report/${name}`, size: Buffer.byteLength(body), type: "file" as const },
      body,
    });
    const tar = await packTar([
      file("proxies/shop/cart-1/config_dump?include_eds", dump(["a"])),
      file("proxies/shop/cart-1/stats.json", "[]"),
      file(
        "proxies/shop/quiet-1/config_dump?include_eds",
        dump(["a"]).replace(/"bootstrap":\{.*?\}\}\}/, '"x":1'),
      ),
      file("proxies/shop/broken-1/config_dump?include_eds", "upstream connect error"),
      file("proxies/istio-system/ztunnel-x/config_dump", JSON.stringify({ workloads: [], services: [] })),
      file("cluster/k8s-resources", "apiVersion: v1"),
      file("istio/istiod/debug.json", '{"a":1}'),
    ]);
    const { status, snapshots, problems } = await post(gzipSync(tar), "bug-report.tar.gz");
    expect(status).toBe(200);
    expect(snapshots.map(({ title, kind }) => `${title} ${kind}`)).toEqual([
      "cart-1 envoy",
      "quiet-1 envoy",
      "ztunnel-x ztunnel",
    ]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.name).toContain("broken-1");
    expect(problems[0]?.message).toContain("upstream connect error");
  });

  it("says what an archive has when no dump is in it", async () => {
    const tar = await packTar([{ header: { name: "notes.txt", size: 2, type: "file" }, body: "hi" }]);
    const { status, error } = await post(gzipSync(tar), "x.tgz");
    expect(status).toBe(422);
    expect(error?.message).toContain("notes.txt");
  });
});

describe("a file that is broken", () => {
  it("is kept as far as it goes when it ends early, and says so", async () => {
    const text = dump(["a", "b", "c"]);
    const { snapshots } = await post(text.slice(0, text.indexOf('"name":"c"')));
    expect(snapshots[0]).toMatchObject({ resourceCount: 3, warnings: [{ reason: "truncated" }] });
    const { warnings } = await createCaller(context()).proxies.section({
      snapshot: snapshots[0]?.id ?? "",
      section: "clusters",
    });
    expect(warnings.map(({ reason }) => reason)).toEqual(["truncated"]);
  });

  it("is kept as far as it goes when its compression is damaged", async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `cluster-${(index * 7919) % 3001}`);
    const zipped = gzipSync(dump(names));
    const { status, snapshots, problems } = await post(zipped.subarray(0, zipped.length - 2000));
    expect(status).toBe(200);
    expect(snapshots[0]).toMatchObject({ warnings: [{ reason: "truncated" }] });
    expect(problems[0]?.message).toContain("damaged");
  });

  it("shows no resource that is no JSON, and keeps its bytes", async () => {
    const text = dump(["a", "b"]).replace('"name":"b"', '"name":"b","x":nonsense');
    const { snapshots } = await post(text);
    expect(snapshots[0]).toMatchObject({ resourceCount: 2, warnings: [{ reason: "not_json" }] });
    expect(await textOf(snapshots[0]?.id ?? "")).toBe(text);
  });

  it.each([
    ["", 400, "empty"],
    ["   \n", 422, "spaces"],
    ["<!doctype html><title>x", 422, "HTML"],
    ["configs:\n- x: 1", 422, "YAML"],
    ["NAME   VHOST NAME", 422, "table of istioctl"],
    ["upstream connect error", 422, "“upstream connect error”"],
    ["PK\u0003\u0004xx", 422, "ZIP"],
    ['{"items":[]}', 422, "“items”"],
    ['[{"name":"x","filterChains":[]}]', 422, "proxy-config all"],
    ['{"configs":[{"clusters":[{"na', 422, "ends before its first resource"],
    ["[]", 422, "nothing in it"],
  ])("is refused with what was found in it and the way out: %s", async (text, wanted, word) => {
    const { status, error } = await post(text);
    expect(status).toBe(wanted);
    expect(error?.message).toContain(word);
    expect(error?.data).toMatchObject({
      errorCode: "invalid_input",
      hint: expect.stringMatching(/./) as string,
    });
  });
});

describe("who may upload", () => {
  it("is everybody who is known, also where the mesh is read-only", async () => {
    expect((await post(dump(["a"]), "d", { readOnlyReason: "read only" })).status).toBe(200);
    const stranger = await post(dump(["a"]), "d", { strangerReason: "Nobody is signed in." });
    expect(stranger).toMatchObject({ status: 403, error: { message: "Nobody is signed in." } });
    expect((await post(dump(["a"]), "d", { auth: { mode: "token", entry: "signed_out" } })).status).toBe(401);
  });
});
