import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, withRows } from "@/server/database/database";
import { uploadDumps } from "@/server/operations/proxies/snapshots/upload/upload";
import type { OperationContext } from "@/server/ports";
import { uploadFromRequest } from "@/server/routers/dumps";
import { freshDatabaseUrl } from "./fresh-database";

let databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "limits.db")}`;
const limitBytes = 100_000;

beforeAll(async () => {
  databaseUrl = (await freshDatabaseUrl()) ?? databaseUrl;
});
afterAll(() => closeDatabase(databaseUrl));

function context(): OperationContext {
  return {
    clusters: new Map(),
    actor: { type: "user", name: "ada", groups: [] },
    requestId: "r",
    databaseUrl,
    nowMs: () => Date.now(),
    signal: new AbortController().signal,
  };
}

function upload(bytes: Uint8Array) {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
  }
  return uploadDumps(context(), { fileName: "x", body: chunks() }, limitBytes);
}

async function* one(bytes: Uint8Array) {
  yield bytes;
}

describe("a file that is too large", () => {
  it("is refused by its length before it is read", async () => {
    const plain = new Request("http://console/api/dumps", { method: "POST", body: "{}" });
    const headers = new Headers({ "content-length": String(300 * 1_048_576) });
    const request = new Proxy(plain, {
      get: (target, key) => (key === "headers" ? headers : Reflect.get(target, key, target)),
    });
    const response = await uploadFromRequest(context(), request);
    expect(response.status).toBe(413);
    expect(JSON.stringify(await response.json())).toMatch(/200 MB.*gzip/);
  });

  it("is refused when it turns out to be, plain or unpacked, and nothing of it is shown", async () => {
    const clusters = Array.from({ length: 6000 }, (_, index) => ({ cluster: { name: `c${index}` } }));
    const large = Buffer.from(JSON.stringify({ configs: [{ dynamic_active_clusters: clusters }] }));
    await expect(upload(large)).rejects.toMatchObject({ details: { reason: "too_large" } });
    await expect(upload(gzipSync(large))).rejects.toThrow(/when it is unpacked/);
    const bomb = gzipSync(`{"configs":[${" ".repeat(5_000_000)}`);
    await expect(upload(bomb)).rejects.toMatchObject({ details: { reason: "too_large" } });
    expect(await withRows(databaseUrl, (rows) => rows.snapshot.count())).toBe(0);
  });
});

describe("a file of too many dumps", () => {
  const empty = '{"configs":[]}';
  const list = Buffer.from(`[${Array.from({ length: 9 }, () => empty).join(",")}]`);
  const archive = () =>
    packTar(
      Array.from({ length: 9 }, (_, index) => ({
        header: { name: `r/proxies/shop/p${index}/config_dump`, size: empty.length },
        body: empty,
      })),
    );
  const uploadFour = (bytes: Uint8Array) =>
    uploadDumps(context(), { fileName: "x", body: one(bytes) }, 1_000_000, 4);

  it.each([
    ["a list", () => Promise.resolve(list)],
    ["an archive", archive],
  ])("as %s is read up to the limit, and that is said", async (_what, make) => {
    const { snapshots, problems } = await uploadFour(await make());
    expect(snapshots).toHaveLength(4);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("more than 4 dumps")]);
  });

  it("is whole when it has just as many", async () => {
    const four = Buffer.from(`[${Array.from({ length: 4 }, () => empty).join(",")}]`);
    expect(await uploadFour(four)).toMatchObject({ problems: [], snapshots: { length: 4 } });
  });
});

describe("a file in an archive", () => {
  it("with a name that no proxy has names none, and a name without end is cut", async () => {
    const name = `proxies/a b;c/${"p".repeat(5000)}/config_dump`;
    const body = '{"configs":[]}';
    const { snapshots } = await uploadDumps(context(), {
      fileName: "x",
      body: one(await packTar([{ header: { name, size: body.length, pax: { path: name } }, body }])),
    });
    expect(snapshots[0]?.proxy).toBeUndefined();
    expect(snapshots[0]?.fileName?.length ?? 0).toBeLessThanOrEqual(300);
  });
});
