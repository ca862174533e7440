import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DELETE, POST } from "@/app/api/session/route";
import { signInAnswerSchema } from "@/lib/session/sign-in-answer";
import { answerCache } from "@/server/cache";
import { composeCluster } from "@/server/compose-cluster";
import { configSchema } from "@/server/config/schema";
import { createContext, type Runtime } from "@/server/context";
import { closeDatabase } from "@/server/database/database";
import { startDemo, type RunningDemo } from "@/server/demo/start";
import { createCaller } from "@/server/routers/app";
import { sealToken } from "@/server/session";
import { singleton } from "@/server/singleton";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "session.db")}`;
const origin = "http://127.0.0.1:7717";
let demo: RunningDemo;
let runtime: Runtime;

beforeAll(async () => {
  demo = await startDemo();
  const config = configSchema.parse({
    clusters: [demo.cluster],
    auth: { mode: "token" },
    database: { url: databaseUrl },
  });
  runtime = {
    loaded: { config, origin: "a test", demo: true },
    clusters: config.clusters.map((cluster) => composeCluster(cluster, answerCache())),
  };
  singleton("runtime", () => Promise.resolve(runtime));
});
afterAll(async () => {
  for (const { kubernetes } of runtime.clusters) kubernetes.close();
  await closeDatabase(databaseUrl);
  await demo.close();
});

function post(body: unknown): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return POST(new Request(`${origin}/api/session`, { method: "POST", body: text }));
}

/** The cookie that a browser would send after signing in. */
async function cookieOf(token: string): Promise<string> {
  const answer = await post({ token });
  expect(answer.status).toBe(200);
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

async function caller(cookie?: string) {
  const headers = new Headers(cookie === undefined ? {} : { cookie });
  return createCaller(await createContext({ signal: new AbortController().signal, headers }));
}

function versioned() {
  const found = demo.world.spec.services.find(({ workloads }) => workloads.length > 1);
  if (found === undefined) throw new Error("the demo mesh has no service with versions");
  return { namespace: found.namespace, name: found.name };
}

const split = (v1: number) => ({
  cluster: "",
  request: {
    kind: "traffic_split" as const,
    intent: {
      api: "istio" as const,
      service: versioned(),
      destinations: [
        { name: "v1", labels: { version: "v1" }, weightPercent: v1 },
        { name: "v2", labels: { version: "v2" }, weightPercent: 100 - v1 },
      ],
    },
  },
});

describe("signing in", () => {
  it("answers a token that Kubernetes knows with its person, and a cookie that does not show the token", async () => {
    const answer = await post({ token: demo.kubernetes.token });
    expect(signInAnswerSchema.parse(await answer.json())).toEqual({
      actor: "heddle-admin",
      clusters: [{ cluster: demo.cluster.name, outcome: "accepted" }],
    });
    const line = answer.headers.get("set-cookie") ?? "";
    expect(line).toMatch(/^heddle_session=[\w-]+; .*HttpOnly/);
    expect(line).not.toContain(demo.kubernetes.token);
  });

  it("takes a token as terminals break it and headers name it", async () => {
    const { token } = demo.kubernetes;
    const answer = await post({ token: `Authorization: Bearer ${token.slice(0, 4)}\n${token.slice(4)}\n` });
    expect(answer.status).toBe(200);
  });

  it("answers a token that no cluster knows with 401, what each cluster said, and no cookie", async () => {
    const answer = await post({ token: "made-up" });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("set-cookie")).toBeNull();
    const { clusters, message } = signInAnswerSchema.parse(await answer.json());
    expect(message).toContain("No cluster knows this token");
    expect(clusters).toMatchObject([{ cluster: demo.cluster.name, outcome: "refused" }]);
  });

  it.each([
    ["a body without one", {}],
    ["what is no JSON", "token"],
    ["an empty one", { token: " " }],
    ["one that no header can carry", { token: "a\u0000b" }],
    ["one that no cookie can carry", { token: "x".repeat(5000) }],
  ])("answers %s with 400 and what to send", async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(signInAnswerSchema.parse(await answer.json()).message).toMatch(/token/);
  });

  it("ends by a cookie that is over at once", () => {
    const line = DELETE(new Request(`${origin}/api/session`, { method: "DELETE" })).headers.get("set-cookie");
    expect(line).toMatch(/^heddle_session=; .*Max-Age=0/);
  });
});

describe("a console in mode token", () => {
  it("lets the admin plan and apply, under the name that Kubernetes has for the token", async () => {
    const as = await caller(await cookieOf(demo.kubernetes.token));
    expect(await as.shell.read({})).toMatchObject({ actor: "heddle-admin", authMode: "token" });
    const { data: plan } = await as.changes.plan(split(60));
    const change = await as.changes.applyPlan({ planHash: plan.planHash, reason: "test", force: true });
    expect([change.state, change.error]).toEqual(["applied", undefined]);
    const { data: rows } = await as.activity.list({ cluster: "" });
    expect(rows[0]).toMatchObject({ id: change.id, actor: "heddle-admin" });
  });

  it("lets the viewer read, and tells the refusal of the write in Kubernetes' own words", async () => {
    const as = await caller(await cookieOf(demo.kubernetes.viewerToken));
    const { data: plan } = await as.changes.plan(split(52));
    const said = plan.blockers.find(({ code }) => code === "no_access");
    expect(said).toBeDefined();
    const refused = as.changes.applyPlan({ planHash: plan.planHash, reason: "test", force: true });
    await expect(refused).rejects.toThrow(/You may not update/);
    const kubernetes = await sourceOf(demo.kubernetes.viewerToken);
    const after = plan.objects[0]?.after;
    if (after === undefined) throw new Error("the plan writes nothing");
    await expect(kubernetes.apply(after, { dryRun: false }, { purpose: "test" })).rejects.toMatchObject({
      reason: "forbidden",
      status: 403,
      message: expect.stringContaining('User "heddle-viewer" cannot patch resource'),
    });
  });

  it("shows a person without any role what Kubernetes refuses, and no objects", async () => {
    const as = await caller(await cookieOf(demo.kubernetes.nobodyToken));
    const shell = await as.shell.read({});
    expect(shell).toMatchObject({ actor: "heddle-nobody", namespaces: [] });
    expect(JSON.stringify(shell.warnings)).toContain("forbidden");
  });

  it.each([
    ["without a cookie", undefined],
    ["with a forged one", "heddle_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    ["with one that is over", `heddle_session=${sealToken("demo-admin-token", Date.now() - 1)}`],
    [
      "with a token that Kubernetes no longer takes",
      `heddle_session=${sealToken("gone", Date.now() + 60_000)}`,
    ],
  ])("answers a request %s with 401, also where only our own database would be read", async (_, cookie) => {
    const as = await caller(cookie);
    for (const work of [as.shell.read({}), as.activity.list({ cluster: "" }), as.changes.plan(split(50))]) {
      await expect(work).rejects.toMatchObject({
        code: "UNAUTHORIZED",
        cause: { hint: expect.stringContaining("Sign in") },
      });
    }
  });
});

async function sourceOf(token: string) {
  const headers = new Headers({ authorization: `Bearer ${token}` });
  const { clusters } = await createContext({ signal: new AbortController().signal, headers });
  const sources = clusters.get(demo.cluster.name);
  if (sources === undefined) throw new Error("no cluster");
  return sources.kubernetes;
}
