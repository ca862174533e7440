import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { SourceError } from "@/lib/errors";
import { answer, closeServers, faultOf, serve, type Handler } from "@/test/local-server";
import { createIstiodSource } from "./index";

const captures = "../shared/meshbed/captures/istiod";
const call = { purpose: "test" };
const cluster = "east";

const row = (proxy: string, rest: Record<string, unknown> = {}) => ({
  cluster_id: "Kubernetes",
  proxy,
  proxy_type: "sidecar",
  istio_version: "1.30.1",
  ...rest,
});
const cds = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
const lds = "type.googleapis.com/envoy.config.listener.v3.Listener";

function pages(bodies: Readonly<Record<string, string>>): Handler {
  return (request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    const body = bodies[path];
    if (body === undefined)
      response
        .writeHead(404)
        .end("Proxy not connected to this Pilot instance. It may be connected to another instance.\n");
    else response.writeHead(200).end(body);
  };
}

function direct(...urls: string[]) {
  return createIstiodSource({ cluster, access: { kind: "direct", urls }, timeoutMs: 2000 });
}

afterEach(closeServers);

describe("sync", () => {
  it("follows syncz's rule: error first, then nothing sent, then equal nonces", async () => {
    const resources = {
      [cds]: { sent: "a", acked: "a", lastError: "bad cluster" },
      [lds]: { sent: "", acked: "" },
      "type.googleapis.com/envoy.config.route.v3.RouteConfiguration": {
        sent: "b",
        acked: "a",
        sentTime: "2026-01-02T03:04:05.678Z",
      },
      "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment": { sent: "c", acked: "c" },
      "type.googleapis.com/some.future.Type": { sent: "c", acked: "c" },
    };
    const server = await serve(
      pages({ "/debug/syncz": JSON.stringify([row("web.with.dots.shop", { resources })]) }),
    );
    const { data } = await direct(server.url).sync(call);
    expect(data[0]).toMatchObject({
      pod: "web.with.dots",
      namespace: "shop",
      types: {
        cds: { state: "error", error: "bad cluster" },
        lds: { state: "not_sent" },
        rds: { state: "stale", sentAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678) },
        eds: { state: "synced" },
      },
    });
    expect(Object.keys(data[0]?.types ?? {})).toHaveLength(4);
  });

  it("reads a syncz from before 1.23, where a type that is not subscribed is an empty pair", async () => {
    const old = row("web.shop", {
      cluster_sent: "1",
      cluster_acked: "1",
      listener_sent: "2",
      listener_acked: "1",
    });
    const server = await serve(pages({ "/debug/syncz": JSON.stringify([old]) }));
    const [proxy] = (await direct(server.url).sync(call)).data;
    expect(proxy?.types).toMatchObject({ cds: { state: "synced" }, lds: { state: "stale" } });
    expect(proxy?.types.rds).toBeUndefined();
  });

  it("merges replicas and names the silent one", async () => {
    const one = await serve(pages({ "/debug/syncz": JSON.stringify([row("a.shop")]) }));
    const two = await serve(pages({ "/debug/syncz": "null" }));
    const dead = await serve(answer(503, "no"));
    const { data, warnings } = await direct(one.url, two.url, dead.url).sync(call);
    expect(data.map((proxy) => [proxy.pod, proxy.replica])).toEqual([["a", new URL(one.url).host]]);
    expect(warnings).toMatchObject([{ reason: "server_error", part: new URL(dead.url).host }]);
  });

  it("keeps a proxy that moves at the replica that sent last", async () => {
    const at = (sentTime: string) =>
      JSON.stringify([row("a.shop", { resources: { [cds]: { sent: "1", acked: "1", sentTime } } })]);
    const old = await serve(pages({ "/debug/syncz": at("2026-01-01T00:00:00Z") }));
    const held = await serve(pages({ "/debug/syncz": at("2026-01-01T00:00:09Z") }));
    const { data } = await direct(held.url, old.url).sync(call);
    expect(data.map((proxy) => proxy.replica)).toEqual([new URL(held.url).host]);
  });

  it.each([
    [401, "unauthenticated", /portForward.*istio-ca.*ENABLE_DEBUG_ENDPOINT_AUTH/],
    [403, "forbidden", /root namespace.*DEBUG_ENDPOINT_AUTH_ALLOWED_NAMESPACES.*portForward/],
  ] as const)(
    "says which setting opens the pages when the answer is %s with an empty body",
    async (status, reason, hint) => {
      const server = await serve((_request, response) => response.writeHead(status).end());
      const fault = await faultOf(direct(server.url).sync(call));
      expect(fault.reason).toBe(reason);
      expect(fault.hint).toMatch(hint);
    },
  );

  it.skipIf(!existsSync(captures))("reads the real syncz", async () => {
    const server = await serve(pages({ "/debug/syncz": readFileSync(`${captures}/syncz.json`, "utf8") }));
    const { data } = await direct(server.url).sync(call);
    expect(data).toHaveLength(7);
    expect(
      data.every((proxy) =>
        Object.values(proxy.types).every((type) => type.state === "synced" && type.sentAtMs !== undefined),
      ),
    ).toBe(true);
    expect(new Set(data.map((proxy) => proxy.istioVersion))).toEqual(new Set(["1.31-dev"]));
  });
});

describe("replicas and pages", () => {
  it("keeps a replica that answers for its version and not for its proxies", async () => {
    const server = await serve((request, response) => {
      if (request.url === "/version") response.writeHead(200).end("1.31.0\n");
      else response.writeHead(401).end();
    });
    const { data, warnings } = await direct(server.url).replicas(call);
    expect(data).toEqual([{ name: new URL(server.url).host, reachable: true, version: "1.31.0" }]);
    expect(warnings.map((warning) => warning.reason)).toEqual(["unauthenticated"]);
  });

  it("reads an empty page as null, and refuses pages that act", async () => {
    const server = await serve(pages({ "/debug/push_status": "", "/debug/adsz": "{}" }));
    const source = direct(server.url);
    expect((await source.debug("push_status", call)).data.map(({ body }) => body)).toEqual([null]);
    expect((await faultOf(source.debug("adsz?push=true", call))).reason).toBe("bad_request");
    expect((await faultOf(source.debug("force_disconnect?proxyID=a.b", call))).reason).toBe("bad_request");
    expect(server.count()).toBe(1);
  });
});

describe("configDump", () => {
  const dump = JSON.stringify({
    configs: [{ dynamicActiveClusters: [{ versionInfo: "1", cluster: { name: "a" } }] }],
  });

  it("tries the other replicas when one does not hold the proxy", async () => {
    const other = await serve(pages({}));
    const holder = await serve(pages({ "/debug/config_dump": dump }));
    const { data } = await direct(other.url, holder.url).configDump({ pod: "a", namespace: "shop" }, call);
    expect(data.entries.map((entry) => entry.id)).toEqual(["dynamic_active_clusters/a"]);
  });

  it("says not found when no replica holds it, and the fault when one that might is silent", async () => {
    const other = await serve(pages({}));
    const dead = await serve(answer(500, "no"));
    const proxy = { pod: "a", namespace: "shop" };
    expect((await faultOf(direct(other.url).configDump(proxy, call))).reason).toBe("not_found");
    expect((await faultOf(direct(other.url, dead.url).configDump(proxy, call))).reason).toBe("server_error");
  });
});

describe("port-forward", () => {
  const pods = [{ namespace: "istio-system", name: "istiod-1" }];

  it("speaks HTTP over a dialled stream", async () => {
    const server = await serve(
      pages({ "/debug/syncz": JSON.stringify([row("a.shop")]), "/version": "1.30.1\n" }),
    );
    const dialled: unknown[] = [];
    const source = createIstiodSource({
      cluster,
      access: { kind: "portForward" },
      listPods: () => Promise.resolve(pods),
      dial: (pod, port) => {
        dialled.push([pod.name, port]);
        return Promise.resolve(connect(Number(new URL(server.url).port), "127.0.0.1"));
      },
    });
    expect((await source.sync(call)).data.map((proxy) => proxy.replica)).toEqual(["istiod-1"]);
    const forward = ["istiod-1", 15_014];
    // One for the proxies, and one for the version, which is not asked again.
    expect(dialled).toEqual([forward, forward]);
    await source.sync(call);
    expect(dialled).toHaveLength(3);
  });

  it("tells the Kubernetes permission that is missing, not a broken socket", async () => {
    const refused = new SourceError("port-forward: HTTP 403", {
      source: "kubernetes",
      cluster,
      reason: "forbidden",
      status: 403,
    });
    const source = createIstiodSource({
      cluster,
      access: { kind: "portForward" },
      listPods: () => Promise.resolve(pods),
      dial: () => Promise.reject(refused),
    });
    const fault = await faultOf(source.sync(call));
    expect(fault).toMatchObject({
      source: "istiod",
      reason: "forbidden",
      hint: expect.stringContaining("pods/portforward"),
    });
  });

  it("says so when there is no istiod pod", async () => {
    const source = createIstiodSource({
      cluster,
      access: { kind: "portForward" },
      listPods: () => Promise.resolve([]),
    });
    expect((await faultOf(source.sync(call))).hint).toContain("list pods");
  });
});

const xdsStatus = "../shared/acceptance/istiod/xds-status.json";

describe("the xDS form of syncz", () => {
  it.skipIf(!existsSync(xdsStatus))("gives the states that istioctl prints of the same answer", async () => {
    const server = await serve(pages({ "/debug/syncz": readFileSync(xdsStatus, "utf8") }));
    const { data } = await direct(server.url).sync(call);
    const states = data.map(({ pod, istioVersion, types }) => [
      pod,
      istioVersion,
      ...(["cds", "lds", "eds", "rds", "ecds"] as const).map((type) => types[type]?.state),
    ]);
    expect(states).toEqual([["proxy1", "1.20", "stale", "synced", "synced", "not_sent", "synced"]]);
  });

  it("keeps Envoy's words and times, and leaves out a state that it does not know", async () => {
    const config = (type: string, configStatus: string, rest = {}) => ({
      typeUrl: `type.googleapis.com/envoy.config.${type}`,
      configStatus,
      ...rest,
    });
    const resources = [
      {
        node: { id: "web.shop", metadata: { ISTIO_VERSION: "1.30.1" } },
        genericXdsConfigs: [
          config("listener.v3.Listener", "ERROR", {
            errorState: { details: "no filter chains specified" },
            lastUpdated: "2026-01-02T03:04:05Z",
          }),
          config("cluster.v3.Cluster", "UNKNOWN"),
        ],
      },
    ];
    const server = await serve(pages({ "/debug/syncz": JSON.stringify({ resources }) }));
    const [proxy] = (await direct(server.url).sync(call)).data;
    expect(proxy).toMatchObject({ pod: "web", namespace: "shop", istioVersion: "1.30.1" });
    expect(Object.keys(proxy?.types ?? {})).toEqual(["lds"]);
    expect(proxy?.types.lds).toMatchObject({
      state: "error",
      error: "no filter chains specified",
      sentAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    });
  });
});
