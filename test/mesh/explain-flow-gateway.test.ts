import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FlowEnd } from "@/lib/proxies/explain-flow/explanation";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { readBed, type Bed } from "./bed-file";
import { authority, GatewayScene, port } from "./explain-flow-scene";
import { hasEnvoy } from "./own-envoy";
import { until } from "./until";

const found = readBed();
const sent = 150;
/** Four standard deviations of a share of 150. */
const slack = 17;

type Answer = { readonly status: number; readonly location: string | undefined };

function send(path: string, headers: Readonly<Record<string, string>>, host = authority): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { host: "127.0.0.1", port, path, headers: { ...headers, host }, agent: false },
      (response) => {
        response.resume();
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, location: response.headers.location }),
        );
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

const headersOf = (request: Partial<FlowRequest>) =>
  Object.fromEntries((request.headers ?? []).map(({ name, value }) => [name, value]));

/** Explains what a gateway does with a request, sends it, and compares. */
describe.skipIf(found === undefined || !hasEnvoy)("an explanation at a gateway of the real mesh", () => {
  let scene: GatewayScene;
  beforeAll(async () => {
    scene = await GatewayScene.start(found as Bed);
    await until("the gateway answers by its routes and its policy", async () => {
      const [direct, denied] = await Promise.all([send("/direct", {}), send("/denied/x", {})]);
      return direct.status === 418 && denied.status === 403;
    });
  });
  afterAll(() => scene?.close());

  const happened = async (request: Partial<FlowRequest>, host?: string) => {
    const before = await scene.sent();
    const answers: Answer[] = [];
    for (let index = 0; index < sent / 10; index += 1) {
      const ten = Array.from({ length: 10 }, () => send(request.path ?? "/", headersOf(request), host));
      answers.push(...(await Promise.all(ten)));
    }
    const later = await scene.sent();
    const grown = (cluster: string) => (later.get(cluster) ?? 0) - (before.get(cluster) ?? 0);
    return { answers, grown };
  };

  /** How many of the requests came to this end, in percent. */
  const seenPercent = (end: FlowEnd, { answers, grown }: Awaited<ReturnType<typeof happened>>) => {
    const { outcome } = end;
    if (outcome.kind === "sent") return (100 * grown(outcome.cluster)) / sent;
    if (outcome.kind !== "answered") return -1;
    const own = answers.filter(
      ({ status, location }) => status === outcome.status && location === outcome.location,
    );
    return (100 * own.length) / sent;
  };

  it.each<[string, Partial<FlowRequest>, readonly string[]]>([
    ["a direct response", { path: "/direct" }, ["answered 418"]],
    ["a redirect", { path: "/redirect/x?y=z" }, ["answered 308"]],
    ["an abort of all", { path: "/abort" }, ["answered 555"]],
    ["an abort of some", { path: "/abort-some" }, ["answered 529", "sent details"]],
    [
      "a header that a route asks for",
      { path: "/user", headers: [{ name: "x-user", value: "ada" }] },
      ["answered 208"],
    ],
    ["another value of it", { path: "/user", headers: [{ name: "x-user", value: "bob" }] }, ["sent details"]],
    ["a split by weight", { path: "/split" }, ["sent details", "sent ratings"]],
    ["a policy that denies", { path: "/denied/x" }, ["answered 403"]],
    ["a path that no route takes", { path: "/other" }, ["answered 404"]],
    ["a destination that nobody serves", { path: "/nowhere" }, ["answered 503"]],
  ])("tells %s", async (_name, request, wanted) => {
    const { ends, isCertain } = await scene.explain(request);
    const words = ends.map(({ outcome }) =>
      outcome.kind === "sent"
        ? `sent ${/\|\|(\w+)\./.exec(outcome.cluster)?.[1]}`
        : `${outcome.kind} ${outcome.kind === "answered" ? outcome.status : ""}`,
    );
    expect([words.toSorted(), isCertain]).toEqual([[...wanted].toSorted(), true]);
    const seen = await happened(request);
    for (const end of ends) {
      const [share, told] = [seenPercent(end, seen), end.sharePercent ?? -1];
      expect(Math.abs(share - told), `${JSON.stringify(end.outcome)}: ${share} % seen`).toBeLessThanOrEqual(
        told === 100 ? 0 : slack,
      );
    }
  });

  it("names the policy that denies, and lets another method on", async () => {
    const { ends } = await scene.explain({ path: "/denied/x" });
    expect(ends[0]?.outcome).toMatchObject({
      owner: { kind: "AuthorizationPolicy", namespace: "hd-explain", name: "scene" },
    });
    const posted = await scene.explain({ path: "/denied/x", method: "POST" });
    expect(posted.ends[0]?.outcome.kind).toBe("sent");
  });

  it("leaves open what a header decides that nobody told, with both ends", async () => {
    const { ends, isCertain } = await scene.explain({ path: "/user", headersAreComplete: false });
    expect([isCertain, ends.map(({ outcome }) => outcome.kind).toSorted()]).toEqual([
      false,
      ["answered", "sent"],
    ]);
    expect(ends.every(({ dependsOn }) => dependsOn.length > 0)).toBe(true);
  });

  it("tells the host that no virtual host stands for", async () => {
    const { ends } = await scene.explain({ host: "elsewhere.test" });
    expect(ends[0]?.outcome).toMatchObject({ kind: "answered", status: 404, flag: "NR" });
    const { answers } = await happened({}, "elsewhere.test");
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
  });
});
