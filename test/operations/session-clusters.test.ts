import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { POST } from "@/app/api/session/route";
import { signInAnswerSchema } from "@/lib/session/sign-in-answer";
import { answerCache } from "@/server/cache";
import { composeCluster } from "@/server/compose-cluster";
import { configSchema } from "@/server/config/schema";
import { createContext, type Runtime } from "@/server/context";
import { startDemo, type RunningDemo } from "@/server/demo/start";
import { createCaller } from "@/server/routers/app";
import { singleton } from "@/server/singleton";

let demo: RunningDemo;
let runtime: Runtime;

/** One cluster that answers, and one whose API server takes no connection. */
beforeAll(async () => {
  demo = await startDemo();
  const kubeconfig = path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "kubeconfig.json");
  const gone = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "gone", cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name: "gone", user: {} }],
    contexts: [{ name: "gone", context: { cluster: "gone", user: "gone" } }],
    "current-context": "gone",
  };
  writeFileSync(kubeconfig, JSON.stringify(gone));
  const config = configSchema.parse({
    clusters: [{ name: "gone", kubernetes: { kubeconfig } }, demo.cluster],
    auth: { mode: "token" },
  });
  runtime = {
    loaded: { config, origin: "a test", demo: true },
    clusters: config.clusters.map((cluster) => composeCluster(cluster, answerCache())),
  };
  singleton("runtime", () => Promise.resolve(runtime));
});
afterAll(async () => {
  for (const { kubernetes } of runtime.clusters) kubernetes.close();
  await demo.close();
});

async function signIn(token: string) {
  const body = JSON.stringify({ token });
  const answer = await POST(
    new Request("http://127.0.0.1:7717/api/session", {
      method: "POST",
      body,
      headers: { "x-forwarded-proto": "https" },
    }),
  );
  return {
    status: answer.status,
    cookie: answer.headers.get("set-cookie"),
    answer: signInAnswerSchema.parse(await answer.json()),
  };
}

const callerFor = async (token: string) =>
  createCaller(
    await createContext({
      signal: new AbortController().signal,
      headers: new Headers({ authorization: `Bearer ${token}` }),
    }),
  );

it("opens a session when one of the clusters knows the token, and says which", async () => {
  const { status, cookie, answer } = await signIn(demo.kubernetes.token);
  expect(status).toBe(200);
  expect(cookie).toContain("Secure");
  expect(answer.actor).toBe("heddle-admin");
  expect(answer.clusters).toMatchObject([
    { cluster: "gone", outcome: "silent", reason: "refused" },
    { cluster: demo.cluster.name, outcome: "accepted" },
  ]);
  const as = await callerFor(demo.kubernetes.token);
  expect((await as.shell.read({ cluster: demo.cluster.name })).namespaces.length).toBeGreaterThan(0);
  const other = await as.shell.read({ cluster: "gone" });
  expect(other.warnings).toMatchObject([{ source: "kubernetes", cluster: "gone", reason: "refused" }]);
});

it("does not call a token wrong while a cluster could not be asked, and lets nobody in", async () => {
  const { status, cookie, answer } = await signIn("made-up");
  expect([status, cookie]).toEqual([503, null]);
  expect(answer.clusters.map(({ outcome }) => outcome)).toEqual(["silent", "refused"]);
  const as = await callerFor("made-up");
  await expect(as.activity.list({ cluster: "" })).rejects.toMatchObject({
    code: "SERVICE_UNAVAILABLE",
    cause: { hint: expect.stringContaining("API server") },
  });
});
