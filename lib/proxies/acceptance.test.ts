import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bootstrapFromValue } from "./bootstrap";
import { createDumpReader } from "./dump/reader";
import { scanDumpBytes } from "./dump/scan-bytes";
import { endpointHealth } from "./endpoint";
import { endpointRowsFromEntry } from "./endpoint-rows";
import { clusterFacts } from "./facts/cluster";
import { filterFacts } from "./facts/filter";
import { clusterSockets } from "./facts/tls";
import { listenerDetail, listenerVersions } from "./listener-detail";
import { objectField } from "./proto-json";
import { routeTableDetail } from "./route-detail";
import { routeRowsFromEntry } from "./route-rows";
import { secretFromEntry } from "./secret";
import { clusterRowFromEntry, ecdsRowFromEntry, listenerRowsFromEntry } from "./section-rows";
import type { DumpEntry, DumpSection } from "./dump/entry";

const acceptance = "../shared/acceptance/envoy";
const captures = "../shared/meshbed/captures/envoy";

function load(path: string) {
  const dump = scanDumpBytes(readFileSync(path));
  const reader = createDumpReader(dump);
  const rows = <T>(section: DumpSection, map: (entry: DumpEntry, value: unknown) => T) =>
    reader.ofSection(section).map((entry) => map(entry, reader.value(entry)));
  return { reader, rows };
}

/** Cells of a table of the summary between its heading and the next. */
function expectedRows(title: string, prefix: string): readonly (readonly string[])[] {
  const text = readFileSync(`${acceptance}/waypoint.summary.txt`, "utf8");
  const part = text.split(`------ ${title} INFO ------`)[1]?.split("------ ")[0] ?? "";
  return part
    .split("\n")
    .filter((line) => line.startsWith(`${prefix}/`))
    .map((line) =>
      line
        .slice(prefix.length + 1)
        .trimEnd()
        .split(/\s{2,}/),
    );
}

const texts = (facts: readonly { readonly id?: string | undefined; readonly text: string }[]) =>
  Object.fromEntries(facts.flatMap((fact) => (fact.id === undefined ? [] : [[fact.id, fact.text]])));

describe.skipIf(!existsSync(acceptance))("the rows of a waypoint hold every fact of its summary", () => {
  const { reader, rows } = load(`${acceptance}/waypoint.json`);

  it("clusters: name, service, port, subset, direction, type", () => {
    const ours = rows("clusters", clusterRowFromEntry).map((row) => [
      `cluster/${row.name}`,
      row.host,
      String(row.port ?? "-"),
      row.subset || "-",
      row.direction || "-",
      row.type,
    ]);
    const theirs = expectedRows("CLUSTER", "cluster").map(([name = "", host = "", ...rest]) => [
      `cluster/${name}`,
      host.replace(/^cluster\//, ""),
      ...rest,
    ]);
    for (const row of theirs) expect(ours).toContainEqual(row);
  });

  it("listeners: name, address, port and destination, and instead of ALL the way that leads to a chain", () => {
    const ours = rows("listeners", listenerRowsFromEntry).flat();
    const destinations = ours.map((row) => row.destination).toSorted();
    const theirs = expectedRows("LISTENER", "listener").map((row) => row.join("  ").replace(/^.*ALL\s+/, ""));
    expect(destinations).toEqual(theirs.toSorted());
    const main = ours.filter((row) => row.name === "main_internal");
    expect(main.map((row) => row.match)).toEqual(
      expect.arrayContaining([
        "destination 10.104.171.68/32; port 8100",
        "destination 10.104.171.68/32; port 8000",
      ]),
    );
    expect(ours.find((row) => row.port === 15_021)).toMatchObject({ address: "0.0.0.0", match: "ALL" });
  });

  it("routes: name, virtual host, domains, match", () => {
    const ours = rows("routes", routeRowsFromEntry)
      .flat()
      .map((row) => [row.name, row.virtualHost, row.domains.join(), row.match]);
    expect(ours).toEqual(expectedRows("ROUTE", "route"));
  });

  it("endpoints: address, health, cluster", () => {
    const ours = rows("endpoints", endpointRowsFromEntry).flat();
    for (const [address = "", , cluster = ""] of expectedRows("ENDPOINTS", "endpoint")) {
      const row = ours.find((each) => each.address.startsWith(address) && each.name === cluster);
      expect(row === undefined ? undefined : endpointHealth(row)).toBe("healthy");
    }
  });

  it("secrets and bootstrap: names, kinds, states, versions", () => {
    expect(rows("secrets", secretFromEntry).map((row) => [row.name, row.kind, row.isDelivered])).toEqual([
      ["default", "certificate_chain", true],
      ["ROOTCA", "certificate_authority", true],
    ]);
    const [bootstrap] = reader.ofSection("bootstrap").map((entry) => bootstrapFromValue(reader.value(entry)));
    expect(bootstrap).toMatchObject({
      istioVersion: "1.21.0-1226",
      proxyVersion: "ee85c5f28702f00621aed895915fca565796b9e4",
    });
    // The summary has 0.0.0 where the dump has no version at all.
    expect(bootstrap?.envoyVersion).toBeUndefined();
  });
});

describe.skipIf(!existsSync(acceptance))("other dumps of the acceptance set", () => {
  it("filters that came by discovery carry their type and code", () => {
    const ours = load(`${acceptance}/ecds.json`).rows("ecds", ecdsRowFromEntry);
    expect(ours.map((row) => row.name)).toEqual(
      expect.arrayContaining(["default.httpbin-rate-limiting", "default.display-metadata"]),
    );
    expect(ours).toHaveLength(6);
    for (const row of ours.filter((each) => !each.name.startsWith("istio.io/telemetry"))) {
      expect(row.type).toBe("envoy.extensions.filters.http.wasm.v3.Wasm");
      expect(row.detail).toMatch(/\.wasm$/);
    }
  });

  it("a gateway's route carries retries with hosts and codes, the owner, and what the host says", () => {
    const { reader } = load(`${acceptance}/routes-gateway.json`);
    const [entry] = reader.named("routes", "http.8080");
    if (entry === undefined) throw new Error("no route");
    const [host] = routeTableDetail(reader.value(entry)).virtualHosts;
    const route = host?.routeAt(0);
    expect(texts(route?.facts ?? [])).toMatchObject({
      attempts: "2",
      hostPredicates: "previous_hosts",
      hostSelection: "5",
      statusCodes: "503",
      timeout: "off",
    });
    expect(route?.route.owner).toMatchObject({
      kind: "VirtualService",
      namespace: "default",
      name: "httpbin",
    });
    expect(texts(host?.facts ?? [])).toEqual({ attemptCount: "true" });
  });

  it("secrets of Istio are certificates of known kinds", () => {
    const kinds = load(`${acceptance}/secrets-istio.json`)
      .rows("secrets", secretFromEntry)
      .map((row) => [row.name, row.kind]);
    expect(kinds).toContainEqual(["default", "certificate_chain"]);
    expect(kinds).toContainEqual(["ROOTCA", "certificate_authority"]);
  });
});

describe.skipIf(!existsSync(captures))("a real sidecar", () => {
  const { reader } = load(`${captures}/productpage-v1/config_dump.json`);

  it("tells an inbound chain: TLS context, filters in order, access log, what the manager does", () => {
    const [entry] = reader.named("listeners", "virtualInbound");
    const [version] = listenerVersions(entry === undefined ? undefined : reader.value(entry));
    if (version === undefined) throw new Error("no listener");
    const detail = listenerDetail(version.proto);
    const chains = Array.from({ length: detail.chainCount }, (_, index) => detail.chainAt(index));
    const http = chains.find((chain) => (chain?.httpFilters.length ?? 0) > 0 && chain?.tls.length !== 0);
    expect(texts(http?.tls ?? [])).toMatchObject({
      certificates: "default",
      trusts: "ROOTCA",
      clientCertRequired: "true",
      tlsVersions: "TLS 1.2 – TLS 1.3",
    });
    expect(http?.httpFilters.at(-1)?.name).toBe("envoy.filters.http.router");
    const manager = http?.networkFilters.find((filter) => filter.type.endsWith("HttpConnectionManager"));
    expect(texts(manager?.facts ?? [])).toMatchObject({
      normalizePath: "true",
      clientCert: "APPEND_FORWARD",
      streamIdle: "off",
      upgrades: "websocket",
      serverName: "istio-envoy",
    });
    expect(http?.accessLogs).toHaveLength(1);
  });

  it("tells by which label of an endpoint a cluster encrypts, and leaves no field of it out", () => {
    const [entry] = reader.named("clusters", "outbound|9080|v2|reviews.bookinfo.svc.cluster.local");
    const proto = objectField(entry === undefined ? undefined : reader.value(entry), "cluster");
    const sockets = clusterSockets(proto);
    expect(sockets.map((socket) => [socket.match, socket.type])).toEqual([
      ["tlsMode=istio", "UpstreamTlsContext"],
      ["", "RawBuffer"],
    ]);
    expect(texts(sockets[0]?.facts ?? [])).toMatchObject({
      expects: "= spiffe://cluster.local/ns/bookinfo/sa/bookinfo-reviews",
      sni: "outbound_.9080_.v2_.reviews.bookinfo.svc.cluster.local",
    });
    expect(clusterFacts({ name: "c", brand_new_option: { depth: 3 } })).toEqual([
      { path: "brand_new_option.depth", text: "3" },
    ]);
  });
});

describe("filters in words", () => {
  it("names the AuthorizationPolicy of each policy, who may and what for", () => {
    const filter = filterFacts({
      name: "envoy.filters.http.rbac",
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
        rules: {
          action: "DENY",
          policies: {
            "ns[shop]-policy[no-admin]-rule[2]": {
              permissions: [
                {
                  and_rules: {
                    rules: [
                      { or_rules: { rules: [{ url_path: { path: { prefix: "/admin" } } }] } },
                      { not_rule: { header: { name: ":method", string_match: { exact: "GET" } } } },
                    ],
                  },
                },
              ],
              principals: [
                {
                  and_ids: {
                    ids: [{ authenticated: { principal_name: { exact: "spiffe://td/ns/a/sa/b" } } }],
                  },
                },
              ],
            },
          },
        },
      },
    });
    expect(filter.rbac).toEqual({
      action: "DENY",
      policies: [
        {
          name: "ns[shop]-policy[no-admin]-rule[2]",
          owner: {
            apiVersion: "security.istio.io/v1",
            kind: "AuthorizationPolicy",
            namespace: "shop",
            name: "no-admin",
          },
          rule: 2,
          permissions: ["path prefix /admin and not method = GET"],
          principals: ["identity = spiffe://td/ns/a/sa/b"],
        },
      ],
    });
  });

  it("shows the code of a Lua filter and every field of one that it does not know", () => {
    const lua = filterFacts({
      name: "lua",
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
        default_source_code: { inline_string: "function envoy_on_request() end" },
      },
    });
    expect(lua).toMatchObject({ code: "function envoy_on_request() end", facts: [] });
    const unknown = filterFacts({
      name: "x",
      typed_config: { "@type": "type.googleapis.com/new.Thing", mode: "A", parts: [{ on: true }] },
    });
    expect(unknown.facts).toEqual([
      { path: "mode", text: "A" },
      { path: "parts[0].on", text: "true" },
    ]);
  });

  it("reads a local rate limit and a fault of a route", () => {
    const limit = filterFacts({
      name: "envoy.filters.http.local_ratelimit",
      typed_config: {
        "@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
        type_url: "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
        value: { token_bucket: { max_tokens: 10, tokens_per_fill: 10, fill_interval: "60s" } },
      },
    });
    expect(limit.facts).toEqual([{ id: "limit", text: "10 per 1 min 0 s, at most 10 at once" }]);
  });
});
