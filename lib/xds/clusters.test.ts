import { describe, expect, it } from "vitest";
import { clusterNamed, clustersFor } from "./clusters";
import { connectionSecurity } from "./connection-security";
import { meshFromYaml, serviceYaml } from "./mesh-fixture";
import { peerAuthenticationMode } from "./peer-authentication";

const proxy = { namespace: "bookinfo", labels: {} };
const reviews = serviceYaml("reviews", { versions: ["v1", "v2"] });
const rule = (namespace: string, spec: string, name = "reviews") => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
const host = "reviews.bookinfo.svc.cluster.local";

describe("clusters", () => {
  it("are one per port and subset, with the endpoints that the subset's labels pick", () => {
    const objects = meshFromYaml(
      reviews +
        rule(
          "bookinfo",
          `{host: reviews, subsets: [{name: v2, labels: {version: v2}}, {name: v9, labels: {version: v9}}]}`,
        ),
    );
    const clusters = clustersFor({ objects, proxy });
    expect(
      clusters.map((cluster) => [cluster.name, cluster.endpoints.map((endpoint) => endpoint.pod)]),
    ).toEqual([
      [`outbound|9080||${host}`, ["reviews-v1", "reviews-v2"]],
      [`outbound|9080|v2|${host}`, ["reviews-v2"]],
      [`outbound|9080|v9|${host}`, []],
    ]);
    expect(clusters[1]?.configPath).toBe(
      "/apis/networking.istio.io/v1/namespaces/bookinfo/destination-rule/reviews",
    );
  });

  it("do not exist for a subset that no rule defines", () => {
    const objects = meshFromYaml(reviews);
    expect(clusterNamed({ objects, proxy, host, port: 9080, subset: "v2" })).toBeUndefined();
    expect(clusterNamed({ objects, proxy, host, port: 9080, subset: "" })?.tlsMode).toBe("auto_mutual");
  });

  it("take limits, ejection and TLS from the rule, port settings and subset in turn", () => {
    const objects = meshFromYaml(
      reviews +
        rule(
          "bookinfo",
          `{host: reviews, trafficPolicy: {tls: {mode: DISABLE}, outlierDetection: {consecutive5xxErrors: 3, interval: 1m}, portLevelSettings: [{port: {number: 9080}, connectionPool: {tcp: {maxConnections: 7}}}]}, subsets: [{name: v2, labels: {version: v2}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}, connectionPool: {http: {http1MaxPendingRequests: 1, http2MaxRequests: 2, maxRetries: 3}}}}]}`,
        ),
    );
    const [plain, subset] = clustersFor({ objects, proxy });
    expect(plain).toMatchObject({ tlsMode: "auto_mutual", circuitBreakers: { maxConnections: 7 } });
    expect(plain?.outlierDetection).toBeUndefined();
    expect(subset).toMatchObject({
      tlsMode: "istio_mutual",
      circuitBreakers: { maxPendingRequests: 1, maxRequests: 2, maxRetries: 3 },
    });
  });

  it("follow the caller's own rule before the service's, and respect exportTo", () => {
    const objects = meshFromYaml(
      reviews +
        rule("bookinfo", `{host: reviews, trafficPolicy: {tls: {mode: DISABLE}}}`) +
        rule("shop", `{host: ${host}, trafficPolicy: {tls: {mode: SIMPLE}}}`) +
        rule("istio-system", `{host: "*.local", trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}`, "all"),
    );
    const mode = (namespace: string) =>
      clustersFor({ objects, proxy: { namespace, labels: {} } })[0]?.tlsMode;
    expect([mode("shop"), mode("other"), mode("bookinfo")]).toEqual(["simple", "disable", "disable"]);
  });

  it("of an external host resolve it by DNS and use no mesh TLS", () => {
    const objects = meshFromYaml(`
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: pay, namespace: bookinfo}
spec: {hosts: [api.pay.example], ports: [{number: 80, name: http, protocol: HTTP, targetPort: 443}], location: MESH_EXTERNAL, resolution: DNS}
`);
    expect(clustersFor({ objects, proxy })[0]).toMatchObject({
      name: "outbound|80||api.pay.example",
      discovery: "strict_dns",
      tlsMode: "disable",
      endpoints: [{ address: "api.pay.example", port: 443 }],
    });
  });
});

const peer = (namespace: string, name: string, spec: string) => `---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;

describe("peer authentication", () => {
  const mesh = peer("istio-system", "mesh", "{mtls: {mode: STRICT}}");
  const namespace = peer("bookinfo", "ns", "{mtls: {mode: DISABLE}}");
  const workload = peer(
    "bookinfo",
    "db",
    `{selector: {matchLabels: {app: db}}, mtls: {mode: UNSET}, portLevelMtls: {"5432": {mode: PERMISSIVE}}}`,
  );
  it.each([
    ["", "x", {}, undefined, "PERMISSIVE", undefined],
    [mesh, "x", {}, undefined, "STRICT", "mesh"],
    [mesh + namespace, "bookinfo", {}, undefined, "DISABLE", "ns"],
    [mesh + namespace + workload, "bookinfo", { app: "db" }, 5432, "PERMISSIVE", "db"],
    [mesh + namespace + workload, "bookinfo", { app: "db" }, 80, "DISABLE", "ns"],
    [mesh + workload, "bookinfo", { app: "db" }, 80, "STRICT", "mesh"],
  ])("case %#", (yaml, ns, labels, port, mode, by) => {
    const result = peerAuthenticationMode({
      objects: meshFromYaml(yaml),
      namespace: ns,
      labels,
      ...(port === undefined ? {} : { port }),
    });
    expect([result.mode, result.decidedBy?.name]).toEqual([mode, by]);
  });
});

describe("connections", () => {
  it.each([
    ["auto_mutual", true, true, "STRICT", "mutual_tls"],
    ["auto_mutual", true, true, "DISABLE", "plaintext"],
    ["auto_mutual", true, false, "PERMISSIVE", "plaintext"],
    ["auto_mutual", false, true, "STRICT", "refused"],
    ["disable", true, true, "STRICT", "refused"],
    ["disable", true, true, "PERMISSIVE", "plaintext"],
    ["istio_mutual", true, true, "DISABLE", "refused"],
    ["istio_mutual", true, false, "PERMISSIVE", "refused"],
    ["simple", true, false, "PERMISSIVE", "tls"],
  ] as const)(
    "%s, client in mesh %s, server in mesh %s and %s: %s",
    (tlsMode, clientInMesh, serverInMesh, serverMode, kind) => {
      expect(connectionSecurity({ tlsMode, clientInMesh, serverInMesh, serverMode }).kind).toBe(kind);
    },
  );
});
