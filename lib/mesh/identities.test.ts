import { describe, expect, it } from "vitest";
import { parseEnvoyClusterName, printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { parseNodeId, parseProxyId, printProxyId } from "@/lib/mesh/proxy-id";
import { hostFromService, serviceFromHost } from "@/lib/mesh/service-host";
import { parseSpiffeId } from "@/lib/mesh/spiffe-id";
import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";

describe("Envoy cluster names", () => {
  it.each([
    "outbound|9080|v2|reviews.bookinfo.svc.cluster.local",
    "inbound|8080||",
    "inbound-vip|80|http|reviews.bookinfo.svc.cluster.local",
  ])("reads and prints %s alike", (name) => {
    const parsed = parseEnvoyClusterName(name);
    expect(parsed === undefined ? undefined : printEnvoyClusterName(parsed)).toBe(name);
  });

  it("reads the SNI form and the observability name as the same cluster", () => {
    const plain = parseEnvoyClusterName("outbound|9080||reviews.bookinfo.svc.cluster.local");
    expect(parseEnvoyClusterName("outbound_.9080_._.reviews.bookinfo.svc.cluster.local")).toEqual(plain);
    expect(parseEnvoyClusterName("outbound|9080||reviews.bookinfo.svc.cluster.local;")).toEqual(plain);
  });

  it.each(["BlackHoleCluster", "xds-grpc", "outbound|http||x", "sideways|80||x"])(
    "knows that %s is none",
    (name) => {
      expect(parseEnvoyClusterName(name)).toBeUndefined();
    },
  );
});

describe("hosts", () => {
  it("resolves short names in the namespace of the object that holds them", () => {
    expect(serviceFromHost("reviews", "bookinfo")).toEqual({ namespace: "bookinfo", name: "reviews" });
    expect(serviceFromHost("reviews.shop", "bookinfo")).toEqual({ namespace: "shop", name: "reviews" });
    expect(serviceFromHost(hostFromService({ namespace: "shop", name: "cart" }), "x")).toEqual({
      namespace: "shop",
      name: "cart",
    });
  });

  it.each(["*.shop.svc.cluster.local", "10.0.0.7", "api.example.com", "[::1]", ""])(
    "takes %s for no Kubernetes service",
    (host) => {
      expect(serviceFromHost(host, "shop")).toBeUndefined();
    },
  );
});

describe("proxies and identities", () => {
  it("splits a proxy id at its last dot, because pod names may have dots", () => {
    expect(parseProxyId("web.v2-x2k4z.shop")).toEqual({ pod: "web.v2-x2k4z", namespace: "shop" });
    expect(printProxyId({ pod: "web", namespace: "shop" })).toBe("web.shop");
    expect(parseProxyId("nodot")).toBeUndefined();
  });

  it("reads Envoy's node id", () => {
    expect(parseNodeId("sidecar~10.1.2.3~web-1.shop~shop.svc.cluster.local")).toEqual({
      role: "sidecar",
      ip: "10.1.2.3",
      pod: "web-1",
      namespace: "shop",
    });
    expect(parseNodeId("web-1.shop")).toBeUndefined();
  });

  it("reads a SPIFFE id with and without its scheme", () => {
    const id = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "cart" };
    expect(parseSpiffeId("spiffe://cluster.local/ns/shop/sa/cart")).toEqual(id);
    expect(parseSpiffeId("cluster.local/ns/shop/sa/cart")).toEqual(id);
    expect(parseSpiffeId("spiffe://cluster.local/sa/cart")).toBeUndefined();
  });

  it.each([
    ["cart-v1-6b7f9c4d8b-x2k4z", "cart-v1"],
    ["postgres-0", "postgres"],
    ["standalone", "standalone"],
  ])("guesses the workload of pod %s", (pod, workload) => {
    expect(workloadFromPodName(pod)).toBe(workload);
  });
});
