import { describe, expect, it } from "vitest";
import { clusterNamed, clustersFor } from "./clusters";
import { meshFromYaml, serviceYaml } from "./mesh-fixture";
import type { XdsProxy } from "./proxy-scope";

const reviews = serviceYaml("reviews", { versions: ["v1", "v2"] });
const host = "reviews.bookinfo.svc.cluster.local";
const caller: XdsProxy = { namespace: "bookinfo", labels: { app: "web" } };

const rule = (name: string, spec: string, namespace = "bookinfo") => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${name}, namespace: ${namespace}}
spec: {host: ${host}, ${spec}}
`;
const subset = (name: string, policy = "") => `{name: ${name}, labels: {version: ${name}}${policy}}`;
const lb = (simple: string) => `trafficPolicy: {loadBalancer: {simple: ${simple}}}`;

function clusterOf(yaml: string, name = "", proxy = caller, services = reviews) {
  return clusterNamed({ objects: meshFromYaml(services + yaml), proxy, host, port: 9080, subset: name });
}

describe("several DestinationRules of a namespace for a host", () => {
  it("join their subsets; the first policy, by name among equals, stands", () => {
    const yaml =
      rule("b", `${lb("RANDOM")}, subsets: [${subset("v2")}]`) + rule("a", `subsets: [${subset("v1")}]`);
    expect(clusterOf(yaml, "v1")?.loadBalancer).toBe("RANDOM");
    expect(clusterOf(yaml, "v2")?.configPath).toMatch(/destination-rule\/a$/);
  });

  it("stay apart when they are exported to different namespaces", () => {
    const yaml =
      rule("a", `exportTo: [shop], subsets: [${subset("v1")}]`) + rule("b", `subsets: [${subset("v2")}]`);
    expect(clusterOf(yaml, "v1")).toBeUndefined();
    expect(clusterOf(yaml, "v2")).toBeDefined();
  });

  it("give way to one that selects the caller, which takes nothing from them", () => {
    const yaml =
      rule("a", `subsets: [${subset("v1")}]`) +
      rule("z", `workloadSelector: {matchLabels: {app: web}}, ${lb("ROUND_ROBIN")}`);
    expect(clusterOf(yaml)?.loadBalancer).toBe("ROUND_ROBIN");
    expect(clusterOf(yaml, "v1")).toBeUndefined();
    expect(clusterOf(yaml, "v1", { ...caller, labels: {} })).toBeDefined();
  });

  it("that all select others leave no rule, not the service's own", () => {
    const yaml =
      rule("own", lb("RANDOM")) +
      rule("shop", `workloadSelector: {matchLabels: {app: other}}, ${lb("ROUND_ROBIN")}`, "shop");
    expect(clusterOf(yaml, "", { namespace: "shop", labels: {} })?.loadBalancer).toBe("LEAST_REQUEST");
  });
});

describe("policies of ports and subsets", () => {
  const levels = (subsetPolicy: string) =>
    rule(
      "r",
      `trafficPolicy: {outlierDetection: {interval: 1s}, loadBalancer: {simple: RANDOM}, retryBudget: {percent: 30}}, subsets: [${subset("v1", `, trafficPolicy: ${subsetPolicy}`)}]`,
    );

  it("a subset replaces field by field", () => {
    const cluster = clusterOf(levels("{loadBalancer: {simple: ROUND_ROBIN}}"), "v1");
    expect(cluster).toMatchObject({
      loadBalancer: "ROUND_ROBIN",
      outlierDetection: { intervalMs: 1000, consecutive5xx: 5 },
      circuitBreakers: { retryBudget: { percent: 30, minConcurrency: 3 } },
    });
  });

  it("a subset's port settings leave nothing of the rule but what they can't say", () => {
    const port = "{portLevelSettings: [{port: {number: 9080}, connectionPool: {tcp: {maxConnections: 5}}}]}";
    const cluster = clusterOf(levels(port), "v1");
    expect(cluster?.outlierDetection).toBeUndefined();
    expect(cluster?.loadBalancer).toBe("LEAST_REQUEST");
    expect(cluster?.circuitBreakers).toMatchObject({ maxConnections: 5, retryBudget: { percent: 30 } });
  });
});

describe("balancing", () => {
  it.each([
    [
      "{simple: LEAST_REQUEST, warmup: {duration: 30s}}",
      { slowStart: { windowMs: 30_000, minWeightPercent: 10, aggression: 1 } },
    ],
    ["{warmupDurationSecs: 45s}", { slowStart: { windowMs: 45_000 } }],
    ["{consistentHash: {useSourceIp: true}}", { loadBalancer: "RING_HASH", hashRing: { minSize: 1024 } }],
    [
      "{consistentHash: {useSourceIp: true, maglev: {tableSize: 131}}}",
      { loadBalancer: "MAGLEV", hashRing: { tableSize: 131 } },
    ],
    [
      "{simple: PASSTHROUGH}",
      { loadBalancer: "CLUSTER_PROVIDED", discovery: "original_dst", tlsMode: "istio_mutual" },
    ],
    ["{localityLbSetting: {failover: [{from: a, to: b}]}}", { localityWeighted: true }],
  ])("%s", (spec, expected) => {
    const yaml = rule("r", `trafficPolicy: {loadBalancer: ${spec}, outlierDetection: {}}`);
    expect(clusterOf(yaml)).toMatchObject(expected);
  });

  it("orders failover only with outlier detection", () => {
    const spec = "{localityLbSetting: {failover: [{from: a, to: b}]}}";
    expect(clusterOf(rule("r", `trafficPolicy: {loadBalancer: ${spec}}`))?.localityWeighted).toBeUndefined();
  });
});

describe("TLS and protocols", () => {
  it("a credential in a rule for everybody is not used by sidecars", () => {
    const tls = "trafficPolicy: {tls: {mode: SIMPLE, credentialName: secret}}";
    expect(clusterOf(rule("r", tls))?.tlsMode).toBe("disable");
    const selected = rule("r", `workloadSelector: {matchLabels: {app: web}}, ${tls}`);
    expect(clusterOf(selected)?.tlsMode).toBe("simple");
  });

  it("an upgrade speaks HTTP/2, but not where the client's protocol is followed", () => {
    const upgrade = (more: string) =>
      rule("r", `trafficPolicy: {connectionPool: {http: {h2UpgradePolicy: UPGRADE${more}}}}`);
    expect(clusterOf(upgrade(""))?.http2).toBe(true);
    expect(clusterOf(upgrade(", useClientProtocol: true"))).toMatchObject({ followsClientProtocol: true });
    const undeclared = serviceYaml("reviews", { port: "{name: web, port: 9080}" });
    const cluster = clusterOf(upgrade(""), "", caller, undeclared);
    expect([cluster?.http2, cluster?.followsClientProtocol]).toEqual([undefined, true]);
  });

  it("of a DNS service, a subset without hosts is not built", () => {
    const entry = `---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: e}
spec: {hosts: [${host}], ports: [{number: 9080, name: http, protocol: HTTP}], resolution: DNS, endpoints: [{address: a.example, labels: {version: v1}}]}
`;
    const objects = meshFromYaml(entry + rule("r", `subsets: [${subset("v1")}, ${subset("v9")}]`));
    const names = clustersFor({ objects, proxy: caller }).map(({ name }) => name.split("|")[2]);
    expect(names).toEqual(["", "v1"]);
  });
});
