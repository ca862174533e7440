import { isRecord } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { gatewayApiRouteSchema } from "@/lib/xds/gateway-api-spec";
import { istioConfigPath, parsedObjects, type MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsRoute, XdsVirtualHost } from "@/lib/xds/model";
import type { XdsProxy } from "@/lib/xds/proxy-scope";
import { routeConfigFor } from "@/lib/xds/route-config";

/** The object that a route was made from, and the place in it: `spec.http[0].match[1]`. */
export type RouteOrigin = {
  readonly ref: ObjectRef;
  readonly path?: string;
  /** The VirtualService that delegates to `ref`. */
  readonly delegatedBy?: ObjectRef;
};

const virtualServiceKey = "networking.istio.io/VirtualService";
const tag = /⟦(\d+)\|(\d+)⟧/g;
const matchTag = /⟨(\d+)⟩/;

/**
 * Where each route of a virtual host comes from, in order; undefined for routes that istiod makes by itself. Names of
 * routes decide nothing, so the host is made once more with the place of every route in its name.
 */
export function originsOf(
  objects: MeshObjects,
  at: { readonly proxy: XdsProxy; readonly port: number },
  virtualHost: XdsVirtualHost,
): readonly (RouteOrigin | undefined)[] {
  const paths = new Set(virtualHost.routes.flatMap(({ configPath }) => configPath ?? []));
  const all = objects[virtualServiceKey] ?? [];
  const tagged = all.map((manifest, index) =>
    paths.has(pathOf(manifest)) || !hasHosts(manifest) ? withTags(manifest, index) : manifest,
  );
  const copy = { ...objects, [virtualServiceKey]: tagged };
  const host = routeConfigFor({ objects: copy, ...at }).virtualHosts.find(
    ({ name }) => name === virtualHost.name,
  );
  return virtualHost.routes.map((route, index) =>
    route.configPath === undefined
      ? undefined
      : (originFromName(host?.routes[index]?.name ?? "", all) ?? gatewayRouteOrigin(objects, route)),
  );
}

function pathOf({ metadata }: Manifest): string {
  return istioConfigPath("virtual-service", { namespace: metadata.namespace ?? "", name: metadata.name });
}

function hasHosts({ spec }: Manifest): boolean {
  const hosts = spec?.["hosts"];
  return Array.isArray(hosts) && hosts.length > 0;
}

function withTags(manifest: Manifest, index: number): Manifest {
  const http = manifest.spec?.["http"];
  if (!Array.isArray(http)) return manifest;
  const routes = http.map((route: unknown, position) => {
    if (!isRecord(route)) return route;
    const matches = route["match"];
    const tagged = Array.isArray(matches)
      ? {
          match: matches.map((match: unknown, j) => (isRecord(match) ? { ...match, name: `⟨${j}⟩` } : match)),
        }
      : {};
    return { ...route, ...tagged, name: `⟦${index}|${position}⟧` };
  });
  return { ...manifest, spec: { ...manifest.spec, http: routes } };
}

/** A delegate's route has two tags, the root's first. */
function originFromName(name: string, all: readonly Manifest[]): RouteOrigin | undefined {
  const tags = [...name.matchAll(tag)].flatMap(([, index, position]) => {
    const manifest = all[Number(index)];
    return manifest === undefined ? [] : [{ ref: refFromManifest(manifest), position }];
  });
  const own = tags.at(-1);
  if (own === undefined) return undefined;
  const root = tags.length > 1 ? tags[0] : undefined;
  const match = root === undefined ? matchTag.exec(name)?.[1] : undefined;
  return {
    ref: own.ref,
    path: `spec.http[${own.position}]${match === undefined ? "" : `.match[${match}]`}`,
    ...(root === undefined ? {} : { delegatedBy: root.ref }),
  };
}

/** Generated routes have the name of their rule, else `namespace.route.number`. */
function gatewayRouteOrigin(objects: MeshObjects, route: XdsRoute): RouteOrigin | undefined {
  for (const kind of ["HTTPRoute", "GRPCRoute"])
    for (const object of parsedObjects(objects, `gateway.networking.k8s.io/${kind}`, gatewayApiRouteSchema)) {
      const prefix = `${object.namespace}.${object.name}.`;
      const index = object.spec.rules.findIndex((rule, at) => (rule.name ?? `${prefix}${at}`) === route.name);
      if (index >= 0) return { ref: refFromManifest(object.manifest), path: `spec.rules[${index}]` };
    }
  return undefined;
}
