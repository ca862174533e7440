import { describe, expect, it } from "vitest";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import type { FlowFacts } from "@/lib/proxies/explain-flow/flow-facts";
import {
  capture,
  dumpOf,
  eds,
  httpChain,
  listener,
  requestOf,
  routeTo,
  stepOfKind,
  table,
} from "@/lib/proxies/explain-flow/flow-fixture";
import { inboundRequest, reachedEndpoint } from "@/lib/proxies/explain-flow/inbound-request";

const cluster = "outbound|80||cart.shop.svc.cluster.local";
const host = "cart.shop.svc.cluster.local";

/** One endpoint behind an HBONE tunnel, as istiod writes it; without a waypoint the tunnel ends at the pod. */
function tunnelled(waypoint: string | undefined) {
  const endpoint = {
    endpoint: {
      address: {
        envoy_internal_address: { server_listener_name: "connect_originate", endpoint_id: "10.1.0.1:8080" },
      },
    },
    metadata: {
      filter_metadata: {
        "envoy.filters.listener.original_dst": {
          local: waypoint === undefined ? "10.1.0.1:8080" : "10.96.0.9:80",
          ...(waypoint === undefined ? {} : { waypoint }),
        },
        "envoy.transport_socket_match": { tunnel: "h2" },
      },
    },
    health_status: "HEALTHY",
  };
  const sockets = {
    transport_socket_matches: [
      {
        name: "hbone",
        match: { tunnel: "h2" },
        transport_socket: {
          name: "internal",
          typed_config: {
            "@type":
              "type.googleapis.com/envoy.extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport",
            transport_socket: { name: "raw" },
          },
        },
      },
    ],
  };
  return dumpOf({
    listeners: [capture, listener("0.0.0.0", 80, [httpChain(table("80", ["*"], [routeTo(cluster)]))])],
    clusters: [eds(cluster, sockets)],
    endpoints: [{ cluster_name: cluster, endpoints: [{ lb_endpoints: [endpoint] }] }],
  });
}

const facts: FlowFacts = {
  namespace: "shop",
  services: [
    {
      host,
      namespace: "shop",
      name: "cart",
      addresses: ["10.96.0.9"],
      ports: [{ port: 80, targetPort: 8080 }],
      waypoint: {
        namespace: "shop",
        name: "way",
        by: "namespace",
        pods: [{ namespace: "shop", pod: "way-1" }],
      },
    },
  ],
  podByIp: new Map([
    ["10.1.0.1", { namespace: "shop", pod: "cart-1" }],
    ["10.1.0.50", { namespace: "shop", pod: "way-1" }],
  ]),
};
const notesOf = (explanation: ReturnType<typeof explainFlow>) =>
  stepOfKind(explanation, "endpoints").notes.map(({ code }) => code);

describe("a way through a waypoint", () => {
  it("ends its tunnel at the waypoint's pod, where the request comes to the service's address", () => {
    const request = requestOf();
    const explanation = explainFlow(tunnelled("10.1.0.50:15008"), facts, request);
    const [endpoint] = stepOfKind(explanation, "endpoints").endpoints;
    expect(endpoint).toMatchObject({
      pod: { pod: "way-1" },
      tls: "istio_mutual",
      tunnel: { destination: "10.96.0.9:80", waypoint: "10.1.0.50:15008" },
    });
    expect(notesOf(explanation)).toContain("through_waypoint");
    const reached = reachedEndpoint(explanation, cluster, endpoint?.address ?? "");
    if (reached === undefined) throw new Error("not reached");
    expect(inboundRequest(request, reached, { principal: "spiffe://a/ns/shop/sa/web" })).toMatchObject({
      direction: "inbound",
      ip: "10.96.0.9",
      port: 80,
      caller: { principal: "spiffe://a/ns/shop/sa/web" },
    });
  });

  it("says that a proxy sends past the waypoint that the service asks for", () => {
    const explanation = explainFlow(tunnelled(undefined), facts, requestOf());
    expect(notesOf(explanation)).toContain("past_waypoint");
    expect(stepOfKind(explanation, "endpoints").endpoints[0]?.pod?.pod).toBe("cart-1");
    const address = stepOfKind(explanation, "address");
    expect(address.notes.map(({ code }) => code)).toEqual(["waypoint_by_namespace"]);
    expect(address.service?.waypoint?.pods).toEqual([{ namespace: "shop", pod: "way-1" }]);
  });

  it("names a waypoint that has no pods", () => {
    const [service] = facts.services ?? [];
    if (service?.waypoint === undefined) throw new Error("no service");
    const empty = { ...facts, services: [{ ...service, waypoint: { ...service.waypoint, pods: [] } }] };
    const explanation = explainFlow(tunnelled(undefined), empty, requestOf());
    expect(stepOfKind(explanation, "address").notes.map(({ code }) => code)).toContain(
      "waypoint_without_pods",
    );
  });
});
