import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callerOn } from "./demo-caller";
import { compareExplanations } from "@/lib/proxies/explain-flow/compare-explanations";
import type { FlowStep, FlowWay } from "@/lib/proxies/explain-flow/explanation";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { startTarget, type ContractTarget } from "@/test/contract/target";

const range = { kind: "relative", durationMs: 900_000 } as const;
let target: ContractTarget;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const caller = () => callerOn(target.sources);

async function proxyOf(workload: string): Promise<Extract<DumpTarget, { pod: string }>> {
  const { data } = await caller().explain.sources({});
  const found = data.find(({ label }) => label.includes(workload))?.target;
  if (found === undefined || "snapshot" in found) throw new Error(`no proxy of ${workload}`);
  return found;
}

function stepsOf(way: FlowWay): readonly FlowStep[] {
  return [...way.steps, ...(way.next.kind === "fork" ? way.next.ways.flatMap(stepsOf) : [])];
}

describe("explain.sources", () => {
  it("lists sidecars and gateways with the kind of each", async () => {
    const { data, warnings } = await caller().explain.sources({});
    expect(warnings).toEqual([]);
    expect(new Set(data.map(({ kind }) => kind))).toEqual(new Set(["gateway", "sidecar"]));
  });
});

describe("explain.request", () => {
  it("names route, cluster and live endpoints of a call that the demo really makes", async () => {
    const { data, warnings, evidence } = await caller().explain.request({
      target: await proxyOf("shop/storefront"),
      request: { host: "cart", port: 8080, path: "/cart" },
    });
    expect(warnings).toEqual([]);
    expect(new Set(evidence.map(({ source }) => source))).toEqual(new Set(["envoy", "kubernetes"]));
    expect(data.explanation.ends[0]?.outcome).toMatchObject({
      kind: "sent",
      cluster: "outbound|8080||cart.shop.svc.cluster.local",
    });
    const endpoints = stepsOf(data.explanation.way).find((step) => step.kind === "endpoints");
    if (endpoints?.kind !== "endpoints") throw new Error("no endpoints");
    expect(endpoints.endpoints.every(({ isLive, pod }) => isLive && pod?.namespace === "shop")).toBe(true);
    expect(endpoints.endpoints.reduce((sum, { sharePercent = 0 }) => sum + sharePercent, 0)).toBeCloseTo(100);
  });

  it("agrees with the traffic that the mesh counts: every destination of a workload is one that is explained", async () => {
    const graph = await caller().graph.read({ range, namespaces: [] });
    const { data: sources } = await caller().explain.sources({});
    const checked: string[] = [];
    for (const { edges } of [graph.data.graph]) {
      const calls = edges.flatMap((edge) => {
        const [from, to] = [edge.sourceId, edge.destinationId].map((id) =>
          /^(\w+):[^/]*\/([^/]+)\/([^/]+)/.exec(id),
        );
        return from?.[1] === "workload" && to?.[1] === "service"
          ? [
              {
                from: `${from[2]}/${from[3]}`,
                host: `${to[3]}.${to[2]}.svc.cluster.local`,
                name: to[3] ?? "",
              },
            ]
          : [];
      });
      for (const call of calls.slice(0, 12)) {
        const source = sources.find(({ kind, label }) => kind === "sidecar" && label.startsWith(call.from));
        const service = await caller()
          .services.read({
            scope: { range, namespaces: [] },
            namespace: call.host.split(".")[1] ?? "",
            name: call.name,
          })
          .catch(() => undefined);
        const port = service?.data.ports[0]?.port;
        if (source === undefined || port === undefined) continue;
        const { data } = await caller().explain.request({
          target: source.target,
          request: { host: call.host, port, scheme: port === 5432 ? "tcp" : "http" },
        });
        const hosts = data.explanation.ends.flatMap(({ outcome }) =>
          outcome.kind === "sent" ? [parseEnvoyClusterName(outcome.cluster)?.host] : [],
        );
        // A canary sends to services of its own, which begin with the name that was called.
        expect(
          hosts.some((host) => host?.startsWith(call.name)),
          `${call.from} → ${call.host}`,
        ).toBe(true);
        checked.push(call.host);
      }
    }
    expect(checked.length).toBeGreaterThan(3);
  });

  it("explains istiod's view without asking Envoy, and says that health is not live", async () => {
    const proxy = await proxyOf("shop/storefront");
    const { data, evidence } = await caller().explain.request({
      target: { ...proxy, view: "istiod" },
      request: { host: "cart", port: 8080 },
    });
    expect(evidence.some(({ source }) => source === "envoy")).toBe(false);
    expect(data.explanation.ends[0]?.outcome).toMatchObject({ kind: "sent" });
  });

  it("fails with the source's own error when the proxy is dead, not with an empty explanation", async () => {
    const broken = target.withConfig((config) => ({
      ...config,
      envoy: { ...config.envoy, access: "direct", url: "http://127.0.0.1:9" },
    }));
    const request = { host: "cart", port: 8080 };
    await expect(
      callerOn(broken.own).explain.request({ target: await proxyOf("shop/storefront"), request }),
    ).rejects.toMatchObject({ cause: { reason: "refused" } });
  });

  it("refuses a port, a path, an address and a header that can't be, by their names", async () => {
    const proxy = await proxyOf("shop/storefront");
    for (const [field, request] of [
      ["port", { host: "a", port: 70_000 }],
      ["path", { host: "a", port: 80, path: "x" }],
      ["ip", { host: "a", port: 80, ip: "10.0.0" }],
      ["headers", { host: "a", port: 80, headers: [{ name: "a b", value: "" }] }],
    ] as const) {
      await expect(caller().explain.request({ target: proxy, request })).rejects.toThrow(field);
    }
    await expect(
      caller().explain.request({ target: { snapshot: "nobody" }, request: { host: "a", port: 80 } }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("explains a gateway by the port of its Service", async () => {
    const { data } = await caller().explain.request({
      target: await proxyOf("istio-system/istio-ingressgateway"),
      request: { direction: "gateway", host: "shop.example.com", port: 80 },
    });
    expect(data.explanation.ends[0]?.outcome).toMatchObject({
      cluster: "outbound|8080||storefront.shop.svc.cluster.local",
    });
    expect(stepsOf(data.explanation.way)[0]?.notes[0]?.code).toBe("service_port");
  });
});

describe("explain.service", () => {
  it("gives host and port that the request to a service goes to, so that it can be explained", async () => {
    const { data } = await caller().explain.service({ namespace: "shop", name: "cart" });
    expect(data).toEqual({ host: "cart.shop.svc.cluster.local", port: 8080 });
    const explained = await caller().explain.request({
      target: await proxyOf("shop/storefront"),
      request: data,
    });
    expect(explained.data.explanation.ends[0]?.outcome.kind).toBe("sent");
  });

  it("names the service that is not there", async () => {
    await expect(caller().explain.service({ namespace: "shop", name: "nobody" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("shop/nobody"),
    });
  });
});

describe("one request by two configurations", () => {
  const request = { host: "cart", port: 8080, path: "/cart" };

  it("is treated alike by Envoy and by what istiod would send, when they are in sync", async () => {
    const proxy = await proxyOf("shop/storefront");
    const [own, expected] = await Promise.all([
      caller().explain.request({ target: proxy, request }),
      caller().explain.request({ target: { ...proxy, view: "istiod" }, request }),
    ]);
    const comparison = compareExplanations(own.data.explanation, expected.data.explanation);
    expect(comparison.pairs.flatMap(({ facts }) => facts)).toEqual([]);
    expect(comparison.endsAreSame).toBe(true);
  });

  it("parts at the route or before it for another host", async () => {
    const target = await proxyOf("shop/storefront");
    const [one, other] = await Promise.all([
      caller().explain.request({ target, request }),
      caller().explain.request({ target, request: { ...request, host: "catalog" } }),
    ]);
    const comparison = compareExplanations(one.data.explanation, other.data.explanation);
    expect(comparison.pairs[comparison.first ?? -1]?.left?.kind).toBe("address");
    expect(comparison.endsAreSame).toBe(false);
  });
});

describe("explain.inbound", () => {
  it("goes on at the pod: its chain, its encryption, its own port", async () => {
    const proxy = await proxyOf("shop/storefront");
    const request = { host: "cart", port: 8080, path: "/cart" };
    const { data } = await caller().explain.request({ target: proxy, request });
    const step = stepsOf(data.explanation.way).find(({ kind }) => kind === "endpoints");
    if (step?.kind !== "endpoints") throw new Error("no endpoints");
    const endpoint = step.endpoints[0]?.address ?? "";
    const read = await caller().explain.inbound({ target: proxy, request, cluster: step.cluster, endpoint });
    expect(read.data.pod?.namespace).toBe("shop");
    expect(read.data.request).toMatchObject({
      direction: "inbound",
      caller: { principal: expect.stringMatching(/^spiffe:/) },
    });
    expect(read.data.tls).toMatchObject({ client: "istio_mutual", isMatching: true });
    expect(read.data.explanation?.ends[0]?.outcome.kind).toBe("sent");
  });

  it("says so when the endpoint is no longer there", async () => {
    const read = await caller().explain.inbound({
      target: await proxyOf("shop/storefront"),
      request: { host: "cart", port: 8080 },
      cluster: "outbound|8080||cart.shop.svc.cluster.local",
      endpoint: "10.9.9.9:80",
    });
    expect(read.data.because?.code).toBe("endpoint_gone");
  });
});

describe("explain.fromSpan", () => {
  it("fills in the request of a client span, whose explanation is what the span saw", async () => {
    const search = await caller().traces.search({
      range,
      namespaces: [],
      service: "storefront.shop",
      limit: 5,
    });
    const traceId = search.data.summaries[0]?.traceId ?? "";
    const { data: columns } = await caller().traces.read({ cluster: "", traceId });
    const row = columns.kinds.findIndex((kind, at) => kind === 3 && at > 3);
    const spanId = columns.spanIds[row] ?? "";
    const { data } = await caller().explain.fromSpan({ traceId, spanId });
    expect(data.target).toBeDefined();
    if (data.target === undefined) return;
    const { request } = data;
    const explained = await caller().explain.request({ target: data.target, request });
    const clusters = explained.data.explanation.ends.flatMap(({ outcome }) =>
      outcome.kind === "sent" ? [outcome.cluster] : [],
    );
    expect(clusters).toContain(data.seen.cluster);
  });

  it("names the span that is not in the trace", async () => {
    const search = await caller().traces.search({
      range,
      namespaces: [],
      service: "storefront.shop",
      limit: 1,
    });
    const traceId = search.data.summaries[0]?.traceId ?? "";
    await expect(caller().explain.fromSpan({ traceId, spanId: "0000000000000001" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
