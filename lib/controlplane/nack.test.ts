import { describe, expect, it } from "vitest";
import { parseNack } from "./nack";
import type { XdsType } from "./sync";

type Row = readonly [
  text: string,
  type: XdsType,
  resource: string | undefined,
  reason: string,
  subject?: string,
];

const refusals: readonly Row[] = [
  [
    `Error adding/updating listener(s) virtualInbound: script load error: [string "function envoy_on_request(handle) handle:"]:1: '<name>' expected near '<eof>'\n`,
    "lds",
    "virtualInbound",
    "script",
  ],
  [
    "Internal:Error adding/updating listener(s) 0.0.0.0_8443: Failed to initialize cipher suites fake. The following ciphers were rejected when tried individually: fake",
    "lds",
    "0.0.0.0_8443",
    "tls",
    "fake",
  ],
  [
    'Error adding/updating listener(s) internal: Proto constraint validation failed (IPMatcherValidationError.RangeMatchers[0]: embedded message failed validation): range_matchers {\n  on_match {\n    name: "direct"\n  }\n}\n',
    "lds",
    "internal",
    "constraint",
  ],
  [
    "Error adding/updating listener(s) main_internal: error adding listener 'envoy://main_internal/': no filter chains specified\n",
    "lds",
    "main_internal",
    "missing",
  ],
  [
    "2024-04-17T03:19:18Z warning envoy config gRPC config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error adding/updating listener(s) 0.0.0.0_8443: Error: terminal filter named envoy.filters.network.tcp_proxy of type envoy.filters.network.tcp_proxy must be the last filter in a network filter chain.",
    "lds",
    "0.0.0.0_8443",
    "filter_order",
    "envoy.filters.network.tcp_proxy",
  ],
  [
    "Error adding/updating cluster(s) outbound|443||mtls.cloudbuild.site: Invalid path: /etc/istio/nginx-ca-certs/ca-chain.cert.pem",
    "cds",
    "outbound|443||mtls.cloudbuild.site",
    "tls",
    "/etc/istio/nginx-ca-certs/ca-chain.cert.pem",
  ],
  [
    "Error adding/updating cluster(s) my-productpage: Didn't find a registered implementation for name: 'envoy.config.validators.minimum_clusters'",
    "cds",
    "my-productpage",
    "unknown_extension",
    "envoy.config.validators.minimum_clusters",
  ],
  [
    "Error adding/updating listener(s) virtualInbound: Didn't find a registered implementation for 'envoy.filters.http.nope' with type URL: ''\n",
    "lds",
    "virtualInbound",
    "unknown_extension",
    "envoy.filters.http.nope",
  ],
  [
    "Error adding/updating cluster(s) duplicate_cluster: duplicate cluster duplicate_cluster found",
    "cds",
    "duplicate_cluster",
    "duplicate",
    "duplicate_cluster",
  ],
  [
    "Only unique values for domains are permitted. Duplicate entry of domain reviews.shop in route 9080",
    "rds",
    "9080",
    "duplicate",
    "reviews.shop",
  ],
  ["Only a single wildcard domain is permitted in route 80", "rds", "80", "duplicate"],
  [
    "route: unknown cluster 'outbound|80|v9|a.shop.svc.cluster.local'",
    "rds",
    undefined,
    "unknown_cluster",
    "outbound|80|v9|a.shop.svc.cluster.local",
  ],
  ["Unable to create something that is new to us", "rds", undefined, "json"],
  ["the words of an Envoy of tomorrow", "ecds", undefined, "other"],
  [
    "Error adding/updating listener(s) [::]_80: error adding listener: 'a' has duplicate address '[::]:80' as existing listener",
    "lds",
    "[::]_80",
    "address",
    "[::]:80",
  ],
];

const cases = refusals.map(([text, type, resource, reason, subject = ""]) => ({
  text,
  type,
  resource,
  reason,
  subject,
}));

describe("parseNack", () => {
  it.each(cases)("reads $text", ({ text, type, resource, reason, subject }) => {
    const [part, ...more] = parseNack(text, type);
    expect(more).toEqual([]);
    expect([part?.type, part?.resource, part?.reason]).toEqual([type, resource, reason]);
    expect(part?.subjects.join(" ")).toContain(subject);
  });

  it("tells listeners apart that are refused in one text, and not lines of quoted configuration", () => {
    const text =
      'Error adding/updating listener(s) virtualInbound: Proto constraint validation failed (X): name: "a"\ntype: STRICT_DNS\n0.0.0.0_80: no filter chains specified\nvirtualOutbound: script load error: [string "x"]:3: oops\n';
    expect(parseNack(text, "lds").map(({ resource, reason }) => [resource, reason])).toEqual([
      ["virtualInbound", "constraint"],
      ["0.0.0.0_80", "missing"],
      ["virtualOutbound", "script"],
    ]);
  });

  it("tells clusters apart by Envoy's comma, and keeps commas of the words", () => {
    const text =
      "Error adding/updating cluster(s) outbound|80||a.b: bad, really bad, outbound|81|v1|c.d: duplicate cluster outbound|81|v1|c.d found";
    expect(parseNack(text, "cds").map(({ resource, words }) => [resource, words])).toEqual([
      ["outbound|80||a.b", "bad, really bad"],
      ["outbound|81|v1|c.d", "duplicate cluster outbound|81|v1|c.d found"],
    ]);
  });

  it("loses no word", () => {
    for (const [text, type] of refusals)
      for (const { words } of parseNack(text, type)) expect(text).toContain(words);
  });
});
