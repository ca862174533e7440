import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bootstrapFromValue } from "./bootstrap";
import { clusterFromEntry } from "./cluster";
import { readEntries } from "./dump/read-entries";
import { scanDumpBytes } from "./dump/scan-bytes";
import { endpointHealth, endpointsFromEntry } from "./endpoint";
import { listenerFromEntry } from "./listener";
import { chainMatchWords, destinationWords } from "./listener-words";
import { linksFromEntry } from "./links";
import { clustersPageSchema, joinLiveEndpoints } from "./live-clusters";
import { referencesOf } from "./references";
import { routeConfigFromEntry } from "./route";
import { conditionWords } from "./route-match";
import { secretFromEntry } from "./secret";

const captures = "../shared/meshbed/captures";
const acceptance = "../shared/acceptance/envoy";

function load(path: string, chunkBytes = 4096) {
  const dump = scanDumpBytes(readFileSync(path), chunkBytes);
  const read = <T>(
    section: Parameters<typeof readEntries>[2],
    map: (entry: Parameters<typeof clusterFromEntry>[0], value: unknown) => T,
  ) => [...readEntries(dump.bytes, dump.entries, section)].map(({ entry, value }) => map(entry, value));
  return {
    dump,
    listeners: read("listeners", listenerFromEntry),
    routes: read("routes", routeConfigFromEntry),
    clusters: read("clusters", clusterFromEntry),
    endpoints: read("endpoints", endpointsFromEntry).flat(),
    secrets: read("secrets", secretFromEntry),
    links: {
      listeners: read("listeners", linksFromEntry),
      routes: read("routes", linksFromEntry),
      clusters: read("clusters", linksFromEntry),
    },
    bootstrap: read("bootstrap", (_entry, value) => bootstrapFromValue(value))[0],
  };
}

/** The cells of a table of `istioctl proxy-config all` between its heading and the next one. */
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

describe.skipIf(!existsSync(acceptance))("istioctl's own waypoint summary", () => {
  const waypoint = load(`${acceptance}/waypoint.json`);

  it("has the same clusters", () => {
    const ours = waypoint.clusters.map(({ name, parts, type }) => [
      name,
      parts?.host ?? name,
      String(parts?.port ?? "-"),
      parts?.subset ?? "-",
      parts?.direction ?? "-",
      type,
    ]);
    expect(ours.toSorted()).toEqual(
      expectedRows("CLUSTER", "cluster")
        .map((row) => row.map((cell) => cell.replace(/^cluster\//, "")))
        .toSorted(),
    );
  });

  it("has the same listeners, conditions and destinations", () => {
    const ours = waypoint.listeners.flatMap((listener) =>
      listener.chains.map((chain) => [chainMatchWords(chain.match), destinationWords(chain.destination)]),
    );
    const theirs = expectedRows("LISTENER", "listener").map((row) => {
      const text = row.join("  ");
      const at = text.indexOf("ALL");
      return ["ALL", text.slice(at + 3).trim()];
    });
    expect(ours.toSorted()).toEqual(theirs.toSorted());
  });

  it("has the same routes", () => {
    const ours = waypoint.routes.flatMap(({ name, virtualHosts }) =>
      virtualHosts.flatMap((host) =>
        host.routes.map((route) => [name, host.name, host.domains.join(), conditionWords(route.match)]),
      ),
    );
    expect(ours).toEqual(expectedRows("ROUTE", "route"));
  });

  it("has the same endpoints and secrets", () => {
    expect(waypoint.endpoints.map((endpoint) => endpoint.cluster).toSorted()).toEqual(
      expectedRows("ENDPOINTS", "endpoint")
        .map((row) => row.at(-1))
        .toSorted(),
    );
    expect(waypoint.endpoints.map(endpointHealth)).toEqual(["healthy", "healthy"]);
    expect(waypoint.secrets.map(({ name, kind, states }) => [name, kind, states])).toEqual([
      ["default", "certificate_chain", ["active"]],
      ["ROOTCA", "certificate_authority", ["active"]],
    ]);
  });

  it("names the versions", () => {
    expect(waypoint.bootstrap?.istioVersion).toBe("1.21.0-1226");
    expect(waypoint.bootstrap?.proxyVersion).toBe("ee85c5f28702f00621aed895915fca565796b9e4");
  });
});

describe.skipIf(!existsSync(captures))("a real sidecar's dump", () => {
  const path = `${captures}/envoy/productpage-v1/config_dump.json`;
  const sidecar = load(path);

  it("reads every resource and changes no byte, as Envoy redacts keys by itself", () => {
    expect(sidecar.dump.end).toBe("complete");
    expect(Buffer.from(sidecar.dump.bytes).equals(readFileSync(path))).toBe(true);
    expect([
      sidecar.listeners.length,
      sidecar.routes.length,
      sidecar.clusters.length,
      sidecar.secrets.length,
    ]).toEqual([14, 13, 24, 2]);
  });

  it("names subset, owner and TLS of a cluster", () => {
    const v2 = sidecar.clusters.find(
      (cluster) => cluster.name === "outbound|9080|v2|reviews.bookinfo.svc.cluster.local",
    );
    expect(v2?.parts).toEqual({
      direction: "outbound",
      port: 9080,
      subset: "v2",
      host: "reviews.bookinfo.svc.cluster.local",
    });
    expect(v2?.owner).toMatchObject({
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      namespace: "bookinfo",
      name: "reviews",
      isGenerated: false,
    });
    expect(v2?.tls).toEqual({
      mode: "auto",
      sni: "outbound_.9080_.v2_.reviews.bookinfo.svc.cluster.local",
      subjectAltNames: ["spiffe://cluster.local/ns/bookinfo/sa/bookinfo-reviews"],
      secrets: ["default"],
    });
  });

  it("says in istioctl's words which protocols an inbound chain takes", () => {
    const inbound = sidecar.listeners.find(({ name }) => name === "virtualInbound");
    const words = new Set(
      inbound?.chains.map((chain) => chainMatchWords(chain.match).replace(/; Addr.*/, "")),
    );
    expect([...words]).toEqual(expect.arrayContaining(["Trans: tls; App: TCP TLS"]));
  });

  it("follows listener, route, cluster and endpoints both ways", () => {
    const cluster = sidecar.clusters.find(
      (item) => item.name === "outbound|9080||reviews.bookinfo.svc.cluster.local",
    );
    const idsOf = (section: string) =>
      new Map(
        sidecar.dump.entries.flatMap((entry) =>
          entry.section === section ? [[entry.name, entry.id] as const] : [],
        ),
      );
    const graph = {
      links: sidecar.links,
      idOf: (section: string, name: string) => idsOf(section).get(name),
    };
    const found = referencesOf(graph, "clusters", {
      id: cluster?.id ?? "",
      name: cluster?.name ?? "",
    });
    expect(found.usedBy.map((reference) => [reference.section, reference.name])).toEqual([
      ["routes", "9080"],
    ]);
    expect(found.uses.map((reference) => [reference.section, reference.name])).toEqual([
      ["endpoints", "outbound|9080||reviews.bookinfo.svc.cluster.local"],
      ["secrets", "default"],
      ["secrets", "ROOTCA"],
    ]);
    const agent = sidecar.clusters.find((item) => item.name === "agent");
    expect(referencesOf(graph, "clusters", { id: agent?.id ?? "", name: "agent" })).toEqual({
      uses: [expect.objectContaining({ section: "endpoints" })],
      usedBy: [
        expect.objectContaining({ section: "listeners" }),
        expect.objectContaining({ section: "routes" }),
      ],
    });
    const route = referencesOf(graph, "routes", { id: "dynamic_route_configs/9080", name: "9080" });
    expect(route.usedBy.map((reference) => reference.name)).toEqual(["0.0.0.0_9080"]);
    expect(route.uses.every((reference) => reference.id !== undefined)).toBe(true);
  });

  it("joins live counters by cluster and address, and leaves hosts that Envoy does not list unknown", () => {
    const page = clustersPageSchema.parse(
      JSON.parse(readFileSync(`${captures}/envoy/productpage-v1/clusters.json`, "utf8")),
    );
    const joined = joinLiveEndpoints(sidecar.endpoints, page);
    const v2 = joined.find(
      (endpoint) => endpoint.cluster === "outbound|9080|v2|reviews.bookinfo.svc.cluster.local",
    );
    expect(v2).toMatchObject({
      address: "10.244.0.14:9080",
      workload: { namespace: "bookinfo" },
      liveFaults: [],
    });
    expect(v2?.live).toMatchObject({ requestsTotal: 240, requestErrors: 0, connectionsActive: 1 });
    expect(joinLiveEndpoints(sidecar.endpoints, { cluster_statuses: [] })[0]?.live).toBeUndefined();
  });

  it("reads what istiod prints in camelCase to the same listeners, routes and clusters", () => {
    const istiod = load(`${captures}/istiod/config_dump-productpage.json`);
    const dynamic = sidecar.clusters.filter((cluster) => !cluster.states.includes("static"));
    const plain = (clusters: typeof dynamic) =>
      clusters
        .map(({ name, type, tls, owner, lbPolicy }) => ({ name, type, tls, owner, lbPolicy }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
    expect(plain(istiod.clusters)).toEqual(plain(dynamic));
    const routes = (from: typeof sidecar) =>
      from.routes
        .filter((route) => !route.states.includes("static"))
        .map(({ name, virtualHosts }) => ({ name, virtualHosts }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
    expect(routes(istiod)).toEqual(routes(sidecar));
    expect(
      istiod.listeners.map((listener) => listener.chains.map((chain) => chainMatchWords(chain.match))),
    ).toHaveLength(12);
  });
});

describe("a listener that Envoy refused", () => {
  it("carries Envoy's words and the name of the refused configuration", () => {
    const text = JSON.stringify({
      configs: [
        {
          dynamic_listeners: [
            {
              error_state: {
                failed_configuration: {
                  "@type": "type.googleapis.com/envoy.config.listener.v3.Listener",
                  name: "0.0.0.0_9080",
                },
                last_update_attempt: "2026-01-02T03:04:05Z",
                details: "Didn't find a registered implementation",
              },
            },
            {
              name: "virtualInbound",
              active_state: { listener: { name: "virtualInbound" } },
              draining_state: { listener: {} },
            },
          ],
        },
      ],
    });
    const dump = scanDumpBytes(new TextEncoder().encode(text));
    const [refused, draining] = [...readEntries(dump.bytes, dump.entries, "listeners")].map(
      ({ entry, value }) => listenerFromEntry(entry, value),
    );
    expect(refused).toMatchObject({
      name: "0.0.0.0_9080",
      states: ["error"],
      error: { message: "Didn't find a registered implementation", atMs: Date.UTC(2026, 0, 2, 3, 4, 5) },
    });
    expect(draining).toMatchObject({ name: "virtualInbound", states: ["active", "draining"] });
  });
});
