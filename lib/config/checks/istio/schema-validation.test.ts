import { describe, expect, it } from "vitest";
import { schemaValidation } from "./schema-validation";
import type { Manifest } from "@/lib/config/manifest";
import { objectsFromManifests } from "@/lib/xds/mesh-objects";

const groups: Readonly<Record<string, string>> = {
  AuthorizationPolicy: "security.istio.io/v1",
  PeerAuthentication: "security.istio.io/v1",
  RequestAuthentication: "security.istio.io/v1",
  Telemetry: "telemetry.istio.io/v1",
  WasmPlugin: "extensions.istio.io/v1alpha1",
};

function said(kind: string, spec: Record<string, unknown>): readonly string[] {
  const apiVersion = groups[kind] ?? "networking.istio.io/v1";
  const manifest: Manifest = { apiVersion, kind, metadata: { name: "one", namespace: "shop" }, spec };
  return schemaValidation
    .check({ objects: objectsFromManifests([manifest]), facts: {}, nowMs: 0 })
    .map(({ code, path }) => `${code} ${path}`);
}

const route = [{ destination: { host: "cart" } }];

describe("Istio's validation of an object", () => {
  it.each([
    [
      "VirtualService",
      { hosts: ["cart"], http: [{ match: [{ uri: { prefix: "/a" } }], route, timeout: "2s" }] },
    ],
    ["VirtualService", { hosts: ["*"], gateways: ["shop/front"], http: [{ redirect: { uri: "/b" } }] }],
    [
      "VirtualService",
      { hosts: ["cart"], http: [{ match: [{ uri: { regex: "(?i)/a/(?P<id>\\d+)" } }], route }] },
    ],
    [
      "DestinationRule",
      { host: "*.shop.svc.cluster.local", subsets: [{ name: "v1", labels: { version: "v1" } }] },
    ],
    [
      "ServiceEntry",
      {
        hosts: ["api.example.com"],
        ports: [{ number: 443, name: "tls", protocol: "TLS" }],
        resolution: "DNS",
      },
    ],
    [
      "Gateway",
      { servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["./*.example.com"] }] },
    ],
    ["Sidecar", { egress: [{ hosts: ["./*", "istio-system/*"] }] }],
    ["AuthorizationPolicy", { action: "DENY", rules: [{ to: [{ operation: { ports: ["80"] } }] }] }],
    ["WorkloadEntry", { address: "unix:///var/run/app.sock" }],
  ])("is silent about a sound %s", (kind, spec) => {
    expect(said(kind, spec)).toEqual([]);
  });

  it.each([
    ["VirtualService", { hosts: ["*"], http: [{ route }] }, "IST0106 spec.hosts[0]"],
    [
      "VirtualService",
      { hosts: ["cart"], http: [{ match: [{ uri: { regex: "[a" } }], route }] },
      "IST0106 spec.http[0].match[0].uri.regex",
    ],
    [
      "VirtualService",
      { hosts: ["cart"], http: [{ match: [{ uri: { regex: "(?=a)" } }], route }] },
      "IST0106 spec.http[0].match[0].uri.regex",
    ],
    [
      "VirtualService",
      { hosts: ["cart"], http: [{ route, redirect: { uri: "/b" } }] },
      "IST0106 spec.http[0]",
    ],
    ["VirtualService", { hosts: ["cart"], http: [{ route, timeout: "0s" }] }, "IST0106 spec.http[0].timeout"],
    [
      "VirtualService",
      { hosts: ["cart"], http: [{ route, retries: { attempts: 2, retryOn: "5xx,sometimes" } }] },
      "IST0106 spec.http[0].retries.retryOn",
    ],
    [
      "VirtualService",
      { hosts: ["cart"], http: [{ route, fault: { abort: { httpStatus: 900 } } }] },
      "IST0106 spec.http[0].fault.abort.httpStatus",
    ],
    [
      "VirtualService",
      { hosts: ["cart"], http: [{ route, headers: { request: { set: { ":path": "/" } } } }] },
      "IST0106 spec.http[0].headers.request.set",
    ],
    [
      "VirtualService",
      { hosts: ["cart"], gateways: ["front.shop"], http: [{ route }] },
      "IST0133 spec.gateways",
    ],
    [
      "VirtualService",
      { hosts: ["a.com"], tls: [{ match: [{ sniHosts: ["b.com"] }], route }] },
      "IST0106 spec.tls[0].match[0].sniHosts",
    ],
    [
      "DestinationRule",
      { host: "cart", subsets: [{ name: "v1" }, { name: "v1" }] },
      "IST0106 spec.subsets[1]",
    ],
    [
      "DestinationRule",
      { host: "cart", trafficPolicy: { outlierDetection: { maxEjectionPercent: 140 } } },
      "IST0106 spec.trafficPolicy.outlierDetection.maxEjectionPercent",
    ],
    ["DestinationRule", { host: "cart", exportTo: ["*", "other"] }, "IST0106 spec.exportTo"],
    ["ServiceEntry", { hosts: ["*"], ports: [] }, "IST0106 spec.hosts[0]"],
    ["ServiceEntry", { hosts: ["a.com"], addresses: ["10.0.0.0/40"] }, "IST0106 spec.addresses[0]"],
    [
      "Gateway",
      { servers: [{ port: { number: 443, name: "https", protocol: "HTTPS" }, hosts: ["a.com"] }] },
      "IST0106 spec.servers[0]",
    ],
    [
      "Gateway",
      { servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["short"] }] },
      "IST0106 spec.servers[0].hosts",
    ],
    ["Sidecar", { egress: [{ hosts: ["cart"] }] }, "IST0106 spec.egress[0].hosts"],
    ["Sidecar", { workloadSelector: {}, egress: [{ hosts: ["./*"] }] }, "IST0133 spec.workloadSelector"],
    ["AuthorizationPolicy", { action: "DENY" }, "IST0106 spec.rules"],
    [
      "AuthorizationPolicy",
      { action: "DENY", rules: [{ to: [{ operation: { methods: ["GET"] } }] }] },
      "IST0133 spec.rules[0]",
    ],
    [
      "AuthorizationPolicy",
      { rules: [{ when: [{ key: "source.color", values: ["red"] }] }] },
      "IST0106 spec.rules[0].when[0]",
    ],
    ["PeerAuthentication", { portLevelMtls: { "80": { mode: "STRICT" } } }, "IST0106 spec.portLevelMtls"],
    ["RequestAuthentication", { jwtRules: [{ jwksUri: "ftp://keys" }] }, "IST0106 spec.jwtRules[0].jwksUri"],
    [
      "Telemetry",
      { tracing: [{ randomSamplingPercentage: 101 }] },
      "IST0106 spec.tracing[0].randomSamplingPercentage",
    ],
    ["WasmPlugin", { url: "oci://a/b", sha256: "ABC" }, "IST0106 spec.sha256"],
    ["WorkloadEntry", { address: "unix://./app.sock" }, "IST0106 spec.address"],
    [
      "EnvoyFilter",
      { configPatches: [{ applyTo: "CLUSTER", patch: { operation: "ADD" } }] },
      "IST0106 spec.configPatches[0].patch.value",
    ],
  ])("names the field of %s that is wrong: %j", (kind, spec, expected) => {
    expect(said(kind, spec)).toEqual([expected]);
  });
});
