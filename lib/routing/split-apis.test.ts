import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import type { RoutingSnapshot } from "@/lib/routing/snapshot";
import { splitApis } from "@/lib/routing/split-apis";
import { splitToManifests } from "@/lib/routing/split-to-manifests";
import { objectsFromManifests } from "@/lib/xds/mesh-objects";

const service = { namespace: "bookinfo", name: "reviews" };
const empty: RoutingSnapshot = {
  services: [],
  pods: [],
  virtualServices: [],
  destinationRules: [],
  httpRoutes: [],
  serviceEntries: [],
};
const objectsOf = (snapshot: RoutingSnapshot) => objectsFromManifests(Object.values(snapshot).flat());
const object = (
  kind: string,
  apiVersion: string,
  spec: Record<string, unknown>,
  name = "reviews",
): Manifest => ({ apiVersion, kind, metadata: { name, namespace: "bookinfo" }, spec });
const virtualService = (spec: Record<string, unknown>) =>
  object("VirtualService", "networking.istio.io/v1", spec);

describe("the choice of the API", () => {
  const serviceObject = (name: string, selector: Record<string, string>) =>
    object("Service", "v1", { selector, ports: [{ name: "http", port: 9080 }] }, name);
  const pods = ["v1", "v2"].map((version): Manifest => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `reviews-${version}`, namespace: "bookinfo", labels: { app: "reviews", version } },
  }));
  const base = { ...empty, pods, services: [serviceObject("reviews", { app: "reviews" })] };
  const obstacles = (snapshot: RoutingSnapshot) =>
    splitApis(snapshot, service, { istio: true, gateway: true }).map(({ obstacle }) => obstacle);

  it("needs a Service for each version to use an HTTPRoute", () => {
    expect(obstacles(base)).toEqual([undefined, "no_version_services"]);
    const versions = ["v1", "v2"].map((version) =>
      serviceObject(`reviews-${version}`, { app: "reviews", version }),
    );
    expect(obstacles({ ...base, services: [...base.services, ...versions] })).toEqual([undefined, undefined]);
  });

  it("never puts a second API beside the one that decides", () => {
    const route = object("HTTPRoute", "gateway.networking.k8s.io/v1", {
      parentRefs: [{ group: "", kind: "Service", name: "reviews" }],
      rules: [],
    });
    expect(obstacles({ ...base, httpRoutes: [route] })[0]).toBe("http_route_present");
    const rule = virtualService({
      hosts: ["reviews"],
      http: [{ route: [{ destination: { host: "reviews" } }] }],
    });
    expect(obstacles({ ...base, virtualServices: [rule] })[1]).toBe("virtual_service_present");
  });

  it("names the versions as the live VirtualService does: by Services where it sends to them", () => {
    const versions = ["v1", "v2"].map((version) =>
      serviceObject(`reviews-${version}`, { app: "reviews", version }),
    );
    const route = (...hosts: string[]) =>
      virtualService({
        hosts: ["reviews"],
        http: [{ timeout: "1s", route: hosts.map((host) => ({ destination: { host }, weight: 50 })) }],
      });
    const byService = {
      ...base,
      services: [...base.services, ...versions],
      virtualServices: [route("reviews-v1", "reviews-v2.bookinfo.svc.cluster.local")],
    };
    const [istio] = splitApis(byService, service, { istio: true, gateway: true });
    expect(istio).toMatchObject({ fits: true, naming: "service", current: { ok: true } });
    const [written, ...more] = splitToManifests(
      {
        api: "istio",
        service,
        destinations: [
          { name: "reviews-v1", labels: {}, backend: "service", weightPercent: 90 },
          { name: "reviews-v2", labels: {}, backend: "service", weightPercent: 10 },
        ],
      },
      objectsOf(byService),
    );
    expect(more).toEqual([]);
    expect(written?.after?.spec?.["http"]).toEqual([
      {
        timeout: "1s",
        route: [
          { destination: { host: "reviews-v1" }, weight: 90 },
          { destination: { host: "reviews-v2.bookinfo.svc.cluster.local" }, weight: 10 },
        ],
      },
    ]);
    const elsewhere = { ...byService, virtualServices: [route("reviews-v1", "ratings")] };
    expect(splitApis(elsewhere, service, { istio: true, gateway: true })[0]).toMatchObject({
      obstacle: "not_representable",
      current: { reason: "other_hosts" },
    });
  });

  it("needs two versions and a port that carries HTTP", () => {
    expect(obstacles({ ...base, pods: pods.slice(0, 1) })[0]).toBe("one_version");
    const tcp = object("Service", "v1", { selector: { app: "reviews" }, ports: [{ name: "tcp", port: 1 }] });
    expect(obstacles({ ...base, services: [tcp] })[0]).toBe("no_http_port");
  });
});
