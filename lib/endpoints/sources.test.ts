import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { assignmentFromEntry } from "./from-envoy";
import { endpointsFromShards } from "./from-shards";
import { endpointsFromSlices } from "./from-slices";
import { factsOfService, factsOfServiceEntry } from "./service-facts";

type Parts = Omit<Manifest, "apiVersion" | "kind" | "metadata"> & { labels?: Record<string, string> };
const manifest = (kind: string, name: string, { labels = {}, ...parts }: Parts): Manifest => ({
  apiVersion: "v1",
  kind,
  metadata: { name, namespace: "shop", labels },
  ...parts,
});

describe("endpointsFromSlices", () => {
  it("joins all slices of the service, and none of another one", () => {
    const labels = { "kubernetes.io/service-name": "cart" };
    const ports = [
      { name: "http", port: 8080 },
      { name: "metrics", port: 9090 },
    ];
    const endpoint = (address: string, conditions: object) => ({ addresses: [address], conditions });
    const found = endpointsFromSlices(
      [
        manifest("EndpointSlice", "cart-a", {
          labels,
          ports,
          endpoints: [endpoint("10.0.0.1", { ready: true })],
        }),
        manifest("EndpointSlice", "cart-b", {
          labels,
          ports: ports.slice(0, 1),
          endpoints: [endpoint("fd00::1", { ready: false, serving: true, terminating: true })],
        }),
        manifest("EndpointSlice", "other", {
          labels: { "kubernetes.io/service-name": "web" },
          ports,
          endpoints: [endpoint("10.0.0.9", {})],
        }),
      ],
      { namespace: "shop", name: "cart" },
    );
    expect(found.map(({ address, portName, slice, isReady }) => [address, portName, slice, isReady])).toEqual(
      [
        ["10.0.0.1", "http", "cart-a", true],
        ["10.0.0.1", "metrics", "cart-a", true],
        ["fd00::1", "http", "cart-b", false],
      ],
    );
    expect(found[2]).toMatchObject({ isServing: true, isTerminating: true });
  });
});

describe("endpointsFromShards", () => {
  const page = (endpoints: readonly object[]) => ({
    "cart.shop.svc.cluster.local": { shop: { Shards: { "Kubernetes/c1": endpoints }, ServiceAccounts: {} } },
  });
  const one = { Addresses: ["10.0.0.1"], ServicePortName: "http", EndpointPort: 8080, HealthStatus: 3 };
  const host = "cart.shop.svc.cluster.local";

  it("has an endpoint once, with the replicas that have it", () => {
    const truth = endpointsFromShards(
      [
        { replica: "a", body: page([one]) },
        { replica: "b", body: page([one, { ...one, Addresses: ["10.0.0.2"] }]) },
      ],
      host,
      "shop",
    );
    expect(truth.endpoints.map(({ address, replicas, health }) => [address, replicas, health])).toEqual([
      ["10.0.0.1", ["a", "b"], "draining"],
      ["10.0.0.2", ["b"], "draining"],
    ]);
  });

  it("reads the older spelling, and tells a host without endpoints from one that it never heard of", () => {
    const older = endpointsFromShards(
      [{ replica: "a", body: page([{ ...one, Addresses: null, Address: "10.0.0.3" }]) }],
      host,
      "shop",
    );
    expect(older.endpoints.map(({ address }) => address)).toEqual(["10.0.0.3"]);
    expect(endpointsFromShards([{ replica: "a", body: page([]) }], host, "shop").isUnheardOf).toBe(false);
    expect(endpointsFromShards([{ replica: "a", body: {} }], host, "shop").isUnheardOf).toBe(true);
    expect(endpointsFromShards([{ replica: "a", body: null }], host, "shop").endpoints).toEqual([]);
  });
});

describe("assignmentFromEntry", () => {
  const entry: DumpEntry = {
    id: "e",
    section: "endpoints",
    group: "dynamic_endpoint_configs",
    name: "",
    start: 0,
    end: 0,
  };

  it("reads what an HBONE tunnel leads to, in both spellings, and the TLS mode of the others", () => {
    const { endpoints } = assignmentFromEntry(entry, {
      endpointConfig: {
        clusterName: "outbound|80|v1|cart.shop.svc.cluster.local",
        endpoints: [
          {
            locality: { region: "r1", zone: "z1" },
            lbEndpoints: [
              {
                endpoint: {
                  address: {
                    envoyInternalAddress: {
                      serverListenerName: "connect_originate",
                      endpointId: "[fd00::1]:8080",
                    },
                  },
                },
              },
              {
                endpoint: { address: { socketAddress: { address: "10.0.0.1", portValue: 8080 } } },
                healthStatus: "UNHEALTHY",
                loadBalancingWeight: 3,
                metadata: { filterMetadata: { "envoy.transport_socket_match": { tlsMode: "istio" } } },
              },
            ],
          },
        ],
      },
    });
    expect(endpoints).toMatchObject([
      { address: "fd00::1", port: 8080, isTunnelled: true, tlsMode: "", subset: "v1", servicePort: 80 },
      {
        address: "10.0.0.1",
        port: 8080,
        isTunnelled: false,
        tlsMode: "istio",
        configuredHealth: "UNHEALTHY",
        weight: 3,
        locality: "r1/z1",
      },
    ]);
  });
});

describe("service facts", () => {
  it("takes the waypoint of the service, then of its namespace, and none where the service wants none", () => {
    const spec = { clusterIP: "None", ports: [{ name: "http", port: 80, targetPort: "web" }] };
    const namespace = manifest("Namespace", "shop", { labels: { "istio.io/use-waypoint": "way" } });
    const plain = factsOfService(manifest("Service", "cart", { spec }), namespace);
    expect(plain).toMatchObject({ waypoint: "shop/way", isHeadless: true, ports: [{ targetPort: "web" }] });
    const labels = { "istio.io/use-waypoint": "none" };
    expect(factsOfService(manifest("Service", "cart", { spec, labels }), namespace).waypoint).toBeUndefined();
  });

  it("finds a ServiceEntry by its host, wherever it is, or by its own name", () => {
    const entry = manifest("ServiceEntry", "paygate", {
      spec: { hosts: ["api.pay.example"], resolution: "DNS" },
    });
    expect(factsOfServiceEntry([entry], { namespace: "web", name: "api.pay.example" })?.namespace).toBe(
      "shop",
    );
    expect(factsOfServiceEntry([entry], { namespace: "shop", name: "paygate" })?.host).toBe(
      "api.pay.example",
    );
    expect(factsOfServiceEntry([entry], { namespace: "web", name: "paygate" })).toBeUndefined();
  });
});
