import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createDumpReader } from "@/lib/proxies/dump/reader";
import { scanDumpBytes } from "@/lib/proxies/dump/scan-bytes";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import { createFlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import {
  capture,
  dumpOf,
  eds,
  filterOf,
  hosts,
  httpChain,
  listener,
  requestOf,
  routeTo,
  stepOfKind,
  table,
  tcpChain,
} from "@/lib/proxies/explain-flow/flow-fixture";
import { inboundRequest, reachedEndpoint } from "@/lib/proxies/explain-flow/inbound-request";
import { tlsAgreement } from "@/lib/proxies/explain-flow/tls-agreement";

const mesh = ["istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2"];
const tls = {
  transport_socket: {
    name: "tls",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
      require_client_certificate: true,
    },
  },
};
const denyFrom = (principal: string) =>
  filterOf("envoy.filters.http.rbac", "rbac.v3.RBAC", {
    rules: {
      action: "DENY",
      policies: {
        "ns[shop]-policy[no-thieves]-rule[0]": {
          permissions: [{ any: true }],
          principals: [{ authenticated: { principal_name: { exact: principal } } }],
        },
      },
    },
  });

/** A pod that listens on 8080, by the mode of its PeerAuthentication. */
function pod(
  mode: "STRICT" | "PERMISSIVE" | "DISABLE",
  filters: readonly Readonly<Record<string, unknown>>[] = [],
) {
  const routes = table("inbound|8080||", ["*"], [routeTo("inbound|8080||")]);
  const mutual = httpChain(
    routes,
    {
      filter_chain_match: { destination_port: 8080, transport_protocol: "tls", application_protocols: mesh },
      ...tls,
    },
    filters,
  );
  const open = httpChain(
    routes,
    {
      filter_chain_match: {
        destination_port: 8080,
        ...(mode === "DISABLE" ? {} : { transport_protocol: "raw_buffer" }),
      },
    },
    filters,
  );
  const chains = mode === "STRICT" ? [mutual] : mode === "DISABLE" ? [open] : [mutual, open];
  return dumpOf({
    listeners: [
      listener("0.0.0.0", 15_006, chains, {
        name: "virtualInbound",
        traffic_direction: "INBOUND",
        listener_filters: [
          { name: "envoy.filters.listener.original_dst" },
          { name: "envoy.filters.listener.tls_inspector" },
          { name: "envoy.filters.listener.http_inspector" },
        ],
      }),
    ],
    clusters: [{ name: "inbound|8080||", type: "ORIGINAL_DST" }],
  });
}

const thief = "spiffe://cluster.local/ns/shop/sa/thief";
const inbound = (principal: string | undefined) =>
  requestOf({ direction: "inbound", host: "cart", port: 8080, ip: "10.1.0.1", caller: { principal } });

describe("explainFlow inbound", () => {
  it("brings a caller of the mesh to the application's own port", () => {
    const { ends } = explainFlow(pod("STRICT"), {}, inbound("spiffe://cluster.local/ns/shop/sa/web"));
    expect(ends[0]?.outcome).toEqual({ kind: "sent", cluster: "inbound|8080||", address: "10.1.0.1:8080" });
  });

  it("closes plain text where mTLS is strict, and takes both where it is permissive", () => {
    expect(explainFlow(pod("STRICT"), {}, inbound("")).ends[0]?.outcome).toMatchObject({
      kind: "closed",
      flag: "NR",
    });
    expect(explainFlow(pod("PERMISSIVE"), {}, inbound("")).ends[0]?.outcome.kind).toBe("sent");
  });

  it("tells both cases apart when nobody says whether the caller is in the mesh", () => {
    const { ends, isCertain } = explainFlow(pod("STRICT"), {}, inbound(undefined));
    expect(isCertain).toBe(false);
    expect(ends.map(({ outcome, dependsOn }) => [outcome.kind, dependsOn[0]?.code])).toEqual([
      ["sent", "caller_in_mesh"],
      ["closed", "caller_plain"],
    ]);
  });

  it("is denied by the policy that names the caller, and the policy is linked", () => {
    const { ends } = explainFlow(pod("STRICT", [denyFrom(thief)]), {}, inbound(thief));
    expect(ends[0]?.outcome).toMatchObject({
      kind: "answered",
      status: 403,
      owner: { kind: "AuthorizationPolicy", namespace: "shop", name: "no-thieves" },
    });
    const other = explainFlow(
      pod("STRICT", [denyFrom(thief)]),
      {},
      inbound("spiffe://cluster.local/ns/shop/sa/web"),
    );
    expect(other.ends[0]?.outcome.kind).toBe("sent");
  });
});

describe("tlsAgreement", () => {
  it.each([
    ["STRICT", "istio_mutual", "strict", true],
    ["STRICT", "none", "strict", false],
    ["PERMISSIVE", "none", "permissive", true],
    ["DISABLE", "istio_mutual", "disabled", false],
    ["DISABLE", "none", "disabled", true],
  ] as const)("of a %s pod and a caller that speaks %s", (mode, client, server, isMatching) => {
    expect(tlsAgreement(pod(mode), inbound(""), client)).toMatchObject({ server, isMatching });
  });
});

describe("inboundRequest", () => {
  it("arrives at the pod with the route's rewrites, the caller's certificate and no header that was taken off", () => {
    const route = {
      match: { prefix: "/api" },
      route: { cluster: "cart", prefix_rewrite: "/v1" },
      request_headers_to_remove: ["x-secret"],
      request_headers_to_add: [{ header: { key: "x-by", value: "mesh" } }],
    };
    const dump = dumpOf({
      listeners: [capture, listener("0.0.0.0", 80, [httpChain(table("80", ["*"], [route]))])],
      clusters: [eds("cart")],
      endpoints: [hosts("cart", { "10.1.0.1": ["HEALTHY"] })],
    });
    const request = requestOf({ path: "/api/items", headers: [{ name: "x-secret", value: "1" }] });
    const reached = reachedEndpoint(explainFlow(dump, {}, request), "cart", "10.1.0.1:80");
    if (reached === undefined) throw new Error("not reached");
    expect(inboundRequest(request, reached, { ip: "10.1.0.7", principal: thief })).toMatchObject({
      direction: "inbound",
      ip: "10.1.0.1",
      port: 80,
      path: "/v1/items",
      headers: [
        { name: "x-by", value: "mesh" },
        { name: "x-envoy-expected-rq-timeout-ms", value: "15000" },
        { name: "x-envoy-original-path", value: "/api/items" },
      ],
      caller: { ip: "10.1.0.7", principal: "" },
    });
  });
});

describe("explainFlow at a gateway", () => {
  const chain = (name: string, cluster: string) =>
    httpChain(table("https", ["*"], [routeTo(cluster)]), {
      name,
      filter_chain_match: { server_names: [name] },
      transport_socket: {
        ...tls.transport_socket,
        typed_config: { ...tls.transport_socket.typed_config, require_client_certificate: false },
      },
    });
  const gateway = dumpOf({
    listeners: [
      listener("0.0.0.0", 8443, [chain("a.example", "a"), chain("*.example", "b")], {
        bind_to_port: true,
        listener_filters: [{ name: "envoy.filters.listener.tls_inspector" }],
      }),
    ],
    clusters: [eds("a"), eds("b")],
    endpoints: [hosts("a", { "10.1.0.1": ["HEALTHY"] }), hosts("b", { "10.1.0.2": ["HEALTHY"] })],
  });
  const https = (host: string) => requestOf({ direction: "gateway", scheme: "https", host, port: 8443 });

  it("chooses the chain by server name, an exact one before a wildcard", () => {
    expect(explainFlow(gateway, {}, https("a.example")).ends[0]?.outcome).toMatchObject({ cluster: "a" });
    expect(explainFlow(gateway, {}, https("b.example")).ends[0]?.outcome).toMatchObject({ cluster: "b" });
    expect(explainFlow(gateway, {}, https("other")).ends[0]?.outcome).toMatchObject({ kind: "closed" });
  });

  it("finds the container's port behind the Service's, and names the ports that are there otherwise", () => {
    const facts = {
      labels: { app: "gateway" },
      services: [
        {
          host: "gateway.shop.svc.cluster.local",
          namespace: "shop",
          name: "gateway",
          addresses: [],
          ports: [{ port: 443, targetPort: 8443 }],
          selector: { app: "gateway" },
        },
      ],
    };
    expect(explainFlow(gateway, facts, { ...https("a.example"), port: 443 }).ends[0]?.outcome.kind).toBe(
      "sent",
    );
    const missing = explainFlow(gateway, {}, { ...https("a.example"), port: 443 });
    expect(missing.ends[0]?.outcome).toMatchObject({
      kind: "closed",
      because: { values: { ports: "8443" } },
    });
  });

  it("fails the handshake of plain text at a chain that ends TLS", () => {
    const dump = dumpOf({
      listeners: [listener("0.0.0.0", 443, [tcpChain("a", tls)], { bind_to_port: true })],
    });
    const { ends } = explainFlow(dump, {}, requestOf({ direction: "gateway", port: 443 }));
    expect(ends[0]?.outcome).toMatchObject({ kind: "closed", because: { code: "plain_to_tls" } });
  });
});

const folder = "../shared/acceptance/envoy";
const load = (name: string) =>
  createFlowDump(createDumpReader(scanDumpBytes(readFileSync(`${folder}/${name}`))));

describe.skipIf(!existsSync(folder))("explainFlow on dumps of others", () => {
  it("finds a waypoint's chain by its matcher, for a service's address and for a pod's own", () => {
    const waypoint = load("waypoint.json");
    const at = (ip: string, port: number) =>
      explainFlow(waypoint, {}, requestOf({ direction: "inbound", host: "httpbin", ip, port }));
    expect(stepOfKind(at("10.104.171.68", 8000), "filter_chain").name).toBe(
      "inbound-vip|8000||httpbin.default.svc.cluster.local-http",
    );
    expect(at("10.104.171.68", 8000).ends[0]?.outcome).toMatchObject({
      cluster: "inbound-vip|8000|http|httpbin.default.svc.cluster.local",
    });
    expect(stepOfKind(at("192.168.195.248", 1234), "filter_chain").name).toBe("direct-http");
    expect(at("1.1.1.1", 80).ends[0]?.outcome.kind).toBe("closed");
  });

  it("explains the routes of a dump that has routes only, and says what is missing", () => {
    const explanation = explainFlow(
      load("routes-gateway.json"),
      {},
      requestOf({ direction: "gateway", host: "httpbin.example.com", path: "/get" }),
    );
    expect(stepOfKind(explanation, "route").owner).toMatchObject({ kind: "VirtualService", name: "httpbin" });
    expect(explanation.ends[0]).toMatchObject({
      outcome: { kind: "sent", cluster: "outbound|8000||httpbin.default.svc.cluster.local" },
      dependsOn: [{ code: "no_listeners" }, { code: "no_clusters" }],
    });
  });
});
