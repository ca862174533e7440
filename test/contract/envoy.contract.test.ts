import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clusterFromEntry } from "@/lib/proxies/cluster";
import { readEntries } from "@/lib/proxies/dump/read-entries";
import { endpointsFromEntry } from "@/lib/proxies/endpoint";
import { linksFromEntry } from "@/lib/proxies/links";
import { listenerFromEntry } from "@/lib/proxies/listener";
import { clustersPageSchema, joinLiveEndpoints } from "@/lib/proxies/live-clusters";
import { fieldAt } from "@/lib/proxies/proto-json";
import { referencesOf } from "@/lib/proxies/references";
import { routeConfigFromEntry } from "@/lib/proxies/route";
import { secretFromEntry } from "@/lib/proxies/secret";
import { certsFromPage, serverInfoFromPage } from "@/lib/proxies/server-info";
import type { ProxyAddress, ProxyAdminSource } from "@/server/ports";
import { startTarget, targetKind, type ContractTarget } from "@/test/contract/target";

const call = { purpose: "contract" };
let target: ContractTarget;
let envoy: ProxyAdminSource;
let proxy: ProxyAddress;

beforeAll(async () => {
  target = await startTarget();
  envoy = target.sources.proxyAdmin;
  const { data: syncs } = await target.sources.controlPlane.sync(call);
  const { data: pods } = await target.sources.kubernetes.list("", "Pod", call, [target.namespace]);
  // A caller of the versioned service is not needed: every sidecar knows every service.
  const sidecar = syncs.find((sync) => sync.namespace === target.namespace && sync.proxyType === "sidecar");
  const pod = pods.find((candidate) => candidate.metadata.name === sidecar?.pod);
  proxy = {
    namespace: target.namespace,
    pod: sidecar?.pod ?? "",
    podIp: String(fieldAt(pod?.status, "podIP")),
  };
});
afterAll(() => target.close());

async function parsed() {
  const { data } = await envoy.configDump(proxy, call);
  const read = <T>(
    section: Parameters<typeof readEntries>[2],
    map: (entry: Parameters<typeof clusterFromEntry>[0], value: unknown) => T,
  ) => [...readEntries(data.bytes, data.entries, section)].map(({ entry, value }) => map(entry, value));
  return {
    data,
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
  };
}

describe(`Envoy admin contract (${targetKind})`, () => {
  it("GET /config_dump?include_eds: has every section, and no private key", async () => {
    const { data, listeners, routes, clusters, endpoints, secrets } = await parsed();
    for (const section of [listeners, routes, clusters, endpoints, secrets])
      expect(section.length).toBeGreaterThan(0);
    const text = Buffer.from(data.bytes).toString("utf8");
    expect(text).not.toMatch(
      /BEGIN (?:RSA |EC )?PRIVATE KEY|LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,24}UFJJVkFURSBLRVk/,
    );
    expect(listeners.map((listener) => listener.name)).toEqual(
      expect.arrayContaining(["virtualOutbound", "virtualInbound"]),
    );
    expect(secrets.map((secret) => [secret.name, secret.kind])).toEqual(
      expect.arrayContaining([
        ["default", "certificate_chain"],
        ["ROOTCA", "certificate_authority"],
      ]),
    );
  });

  it("equal configuration has an equal hash", async () => {
    const [one, two] = [await envoy.configDump(proxy, call), await envoy.configDump(proxy, call)];
    expect(two.data.contentHash).toBe(one.data.contentHash);
  });

  it("every cluster that a route names exists, and its owner is an object's name", async () => {
    const { data, routes, clusters, links } = await parsed();
    const ids = new Map(data.entries.map((entry) => [`${entry.section} ${entry.name}`, entry.id]));
    const graph = { links, idOf: (section: string, name: string) => ids.get(`${section} ${name}`) };
    // On port 80 istiod also routes the hosts of VirtualServices for other ports, to clusters that do not exist.
    const dynamic = routes.filter((route) => route.states.includes("active") && route.name !== "80");
    expect(dynamic.length).toBeGreaterThan(0);
    for (const route of dynamic) {
      expect(
        referencesOf(graph, "routes", route).uses.filter((reference) => reference.id === undefined),
      ).toEqual([]);
    }
    const owners = clusters.flatMap(({ owner }) => owner?.kind ?? []);
    expect(new Set(owners)).toEqual(new Set(["DestinationRule"]));
  });

  it("GET /clusters?format=json: live counters join the endpoints of the dump", async () => {
    const { endpoints } = await parsed();
    const page = clustersPageSchema.parse((await envoy.page(proxy, "clusters", call)).data);
    const joined = joinLiveEndpoints(endpoints, page).filter((endpoint) =>
      endpoint.cluster.includes(`${target.service}.${target.namespace}`),
    );
    expect(joined.length).toBeGreaterThan(0);
    expect(joined.some((endpoint) => endpoint.live?.requestsTotal !== undefined)).toBe(true);
  });

  it("GET /server_info and /certs: version, state and the workload's certificate", async () => {
    const info = serverInfoFromPage((await envoy.page(proxy, "server_info", call)).data);
    expect(info).toMatchObject({ state: "LIVE", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    const certs = certsFromPage((await envoy.page(proxy, "certs", call)).data);
    const chain = certs?.find((cert) => cert.kind === "chain");
    expect(chain?.subjectAltNames[0]).toMatch(new RegExp(`^spiffe://[^/]+/ns/${target.namespace}/sa/`));
    expect(chain?.notAfterMs).toBeGreaterThan(Date.now());
  });

  it.each(["listeners", "init_dump", "memory"] as const)("GET /%s: is a JSON object", async (page) => {
    expect(typeof (await envoy.page(proxy, page, call)).data).toBe("object");
  });

  it("GET /stats?filter=: numbers whose names match", async () => {
    const { data } = await envoy.stats(proxy, "^(server|listener_manager)\\.", call);
    expect(Object.keys(data).length).toBeGreaterThan(0);
    for (const [name, value] of Object.entries(data)) {
      expect(name).toMatch(/^(server|listener_manager)\./);
      expect(Number.isFinite(value)).toBe(true);
    }
  });
});
