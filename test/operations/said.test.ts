import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messages } from "@/lib/i18n/messages";
import { createAnswerCache } from "@/server/cache";
import { composeCluster } from "@/server/compose-cluster";
import { appRouter } from "@/server/routers/app";
import { startTarget, targetKind, type ContractTarget } from "@/test/contract/target";
import { callerOn } from "./demo-caller";
import { freshDatabaseUrl } from "./fresh-database";
import { answer, podsOf, lastHour, startFaultyMesh, type FaultyMesh } from "./faulty-mesh";

/** Whether a person who reads Chinese is told this in Chinese. */
function isTranslated(ref: { readonly key: string } | undefined): boolean {
  const [en, zh]: Readonly<Record<string, unknown>>[] = [messages.en.phrases, messages.zh.phrases];
  return ref !== undefined && typeof zh?.[ref.key] === "string" && zh[ref.key] !== en?.[ref.key];
}

describe.skipIf(targetKind === "bed")("what is said of bad input", () => {
  let target: ContractTarget;
  let databaseUrl: string | undefined;
  beforeAll(async () => {
    target = await startTarget();
    databaseUrl = await freshDatabaseUrl();
  });
  afterAll(() => target.close());

  const caller = () => callerOn(target.sources, "ada", databaseUrl);
  const request = { host: "cart", port: 80 } as const;
  const pod = async () => {
    const { data } = await caller().proxies.list({ range: lastHour });
    const found = data.rows.find(({ type, connection }) => type === "sidecar" && connection === "connected");
    return { namespace: found?.namespace ?? "", pod: found?.pod ?? "" };
  };

  it("names a pod or a snapshot that does not exist, in both languages", async () => {
    const missing = [
      { target: { namespace: "shop", pod: "cart-0" }, message: "There is no pod shop/cart-0." },
      { target: { snapshot: "nope" }, message: "There is no snapshot nope." },
    ];
    for (const one of missing) {
      const failure = await caller()
        .explain.request({ target: one.target, request })
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "NOT_FOUND", message: one.message });
      const { phrases } = (failure as { cause: { phrases: Record<string, { key: string }> } }).cause;
      expect([isTranslated(phrases["message"]), isTranslated(phrases["hint"])]).toEqual([true, true]);
    }
  });

  it("keeps the readable side of a comparison, and says of the other what is missing", async () => {
    const { data, warnings } = await caller().diff.read({
      left: await pod(),
      right: { snapshot: "nope" },
    });
    expect([data.left !== undefined, data.right]).toEqual([true, undefined]);
    expect(warnings).toMatchObject([
      {
        source: "database",
        reason: "not_found",
        message: "There is no snapshot nope.",
        part: "snapshot nope",
        phrases: { message: { key: "no_snapshot", values: { id: "nope" } }, part: { key: "part_snapshot" } },
      },
    ]);
  });

  it("does not explain a request by a ztunnel, which has no Envoy configuration", async () => {
    const { data } = await caller().proxies.list({ range: lastHour });
    const ztunnel = data.rows.find(({ type }) => type === "ztunnel");
    const own = { namespace: ztunnel?.namespace ?? "", pod: ztunnel?.pod ?? "" };
    await expect(caller().explain.request({ target: own, request })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      cause: { code: "invalid_input", details: { field: "target" }, hint: expect.stringMatching(/sidecar/) },
    });
  });

  /** As the page asks: over HTTP, where errors take their form. */
  async function asked(input: unknown, method: "GET" | "POST" = "GET") {
    const url = `http://console/api/trpc/explain.request`;
    const body = JSON.stringify(input);
    const answered = await fetchRequestHandler({
      endpoint: "/api/trpc",
      allowMethodOverride: true,
      req:
        method === "GET"
          ? new Request(`${url}?input=${encodeURIComponent(body)}`)
          : new Request(url, { method: "POST", body, headers: { "content-type": "application/json" } }),
      router: appRouter,
      createContext: () => ({
        clusters: new Map([[target.sources.name, target.sources]]),
        actor: { type: "user" as const, name: "ada", groups: [] },
        requestId: "r",
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
        nowMs: () => Date.now(),
        signal: new AbortController().signal,
      }),
    });
    return (await answered.json()) as {
      readonly error?: {
        readonly message: string;
        readonly data: { readonly hint?: string; readonly phrases?: { readonly hint?: { key: string } } };
      };
      readonly result?: { readonly data: { readonly data: { readonly request: { readonly path: string } } } };
    };
  }

  it.each([
    [{ path: "pay" }, "request.path: A path starts with /.", "path_starts_with_slash"],
    [{ port: 99_999 }, "request.port: A port is a whole number from 1 to 65535.", "port_range"],
    [{ method: "foo bar" }, "request.method: A method is one word, such as GET.", "wrong_method"],
    [
      { headers: [{ name: "a b", value: "" }] },
      "request.headers.0.name: This is no name of a header: letters, digits and dashes, without a colon.",
      "wrong_header_name",
    ],
    [{ ip: "10.0.0" }, "request.ip: Give an IPv4 or IPv6 address.", "wrong_ip"],
  ])("names the field of %j and what it takes", async (wrong, message, key) => {
    const { error } = await asked({ target: await pod(), request: { ...request, ...wrong } });
    expect(error?.message).toBe(message);
    expect(error?.data.phrases?.hint?.key).toBe(key);
    expect(isTranslated(error?.data.phrases?.hint)).toBe(true);
  });

  it("explains a path of 10,000 characters, which is too long for an address", async () => {
    const path = `/${"a".repeat(10_000)}`;
    const { result } = await asked({ target: await pod(), request: { ...request, path } }, "POST");
    expect(result?.data.data.request.path).toBe(path);
  });
});

describe.skipIf(targetKind === "bed")("what is said of a source that is not asked for a while", () => {
  let mesh: FaultyMesh;
  beforeAll(async () => {
    mesh = await startFaultyMesh();
  });
  afterAll(() => mesh.close());

  it("repeats what is to be done about the failure before", async () => {
    const dead = "http://127.0.0.1:9/{pod}";
    const { demo, config } = mesh.target;
    if (demo === undefined) throw new Error("the demo mesh is expected");
    const composed = composeCluster(
      { ...config, envoy: { ...config.envoy, access: "direct", url: dead } },
      createAnswerCache(() => Date.now()),
    );
    const console = mesh.console(() => composed.own);
    const { data } = await console.proxies.list({ range: lastHour });
    const row = data.rows.find(({ type }) => type === "ztunnel");
    const proxy = { namespace: row?.namespace ?? "", pod: row?.pod ?? "" };
    const failures: { readonly reason?: string; readonly hint?: string }[] = [];
    for (let time = 0; time < 6; time += 1)
      failures.push(
        await console.ambient.summary({ ...proxy }).then(
          () => ({}),
          (error: { cause: { reason: string; hint: string } }) => error.cause,
        ),
      );
    composed.kubernetes.close();
    expect(failures.map(({ reason }) => reason)).toContain("circuit_open");
    expect(failures.every(({ hint }) => hint?.includes("envoy.access to portForward") === true)).toBe(true);
  });

  it("does not count proxies of a silent istiod as well, nor pods of a silent Kubernetes as absent", async () => {
    for (const istiod of mesh.istiods) istiod.setFault(() => answer(403, "", "text/plain"));
    const { data, warnings } = await mesh.console().proxies.list({ range: lastHour });
    mesh.heal();
    expect(podsOf(data.rows).length).toBeGreaterThan(0);
    expect(data.rows.filter(({ connection }) => connection === "disconnected")).toEqual([]);
    expect(warnings.every(({ phrases }) => isTranslated(phrases?.hint))).toBe(true);
  });
});
