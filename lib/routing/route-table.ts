import type { RenderedObject } from "@/lib/changes/change-set";
import { IntentError, type IntentApi } from "@/lib/changes/intent-module";
import { isSameJson, specList } from "@/lib/config/clean-manifest";
import { httpRouteSpec, isAttachedToService, isCatchAllRule } from "@/lib/config/http-route";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { isCatchAll, virtualServiceSpec } from "@/lib/config/virtual-service";
import { hostFromService } from "@/lib/mesh/service-host";
import { recordsOf, type Json } from "@/lib/routing/json-fields";
import type { GatewayRouteKind } from "@/lib/routing/match-gateway";
import { freeName, networkingVersion } from "@/lib/routing/new-object";
import {
  httpRoutesOf,
  isHostOf,
  snapshotFromObjects,
  virtualServicesOf,
  type ServiceName,
} from "@/lib/routing/snapshot";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** Where an intent's routes are. */
export type TableTarget = {
  readonly api: IntentApi;
  readonly service: ServiceName;
  readonly port?: number | undefined;
  readonly routeKind?: GatewayRouteKind | undefined;
};

/** The routes of a service in one object, in the order in which they are tried. */
export type RouteTable = TableTarget & {
  /** The object that is there; absent when it is to be made. */
  readonly before?: Manifest;
  readonly rules: readonly Json[];
  /** The object around the rules of a table without `before`. */
  readonly blank: Manifest;
};

const grpcRoutes = "gateway.networking.k8s.io/GRPCRoute";

/** GRPCRoutes that hang on the service. */
export function grpcRoutesOf(objects: MeshObjects, service: ServiceName): readonly Manifest[] {
  return (objects[grpcRoutes] ?? []).filter((manifest) => isAttachedToService(manifest, service));
}

/**
 * The table that an intent is written to. A table that is not there yet has one rule: everything to the service, as
 * without it. Throws IntentError on `api` when the objects that are there leave no single place for it.
 */
export function openTable(objects: MeshObjects, target: TableTarget): RouteTable {
  return target.api === "istio" ? openVirtualService(objects, target) : openGatewayRoute(objects, target);
}

function openVirtualService(objects: MeshObjects, target: TableTarget): RouteTable {
  const snapshot = snapshotFromObjects(objects);
  const { service } = target;
  const gatewayRoute = [...httpRoutesOf(snapshot, service), ...grpcRoutesOf(objects, service)][0];
  if (gatewayRoute !== undefined) throw blocked(target, "http_route_present", gatewayRoute);
  const [before, other] = virtualServicesOf(snapshot, service);
  if (other !== undefined) throw blocked(target, "several_virtual_services", other);
  const host = hostFromService(service);
  const blank: Manifest = {
    apiVersion: networkingVersion(objects),
    kind: "VirtualService",
    metadata: { name: freeName(service, snapshot.virtualServices), namespace: service.namespace },
    spec: { hosts: [host] },
  };
  if (before === undefined) {
    return { ...target, blank, rules: [{ name: "default", route: [{ destination: { host } }] }] };
  }
  const reason = virtualServiceObstacle(before, service);
  if (reason !== undefined) throw blocked(target, reason, before);
  return { ...target, before, blank, rules: specList(before, "http") };
}

function virtualServiceObstacle(manifest: Manifest, service: ServiceName): string | undefined {
  const spec = virtualServiceSpec(manifest);
  const namespace = manifest.metadata.namespace ?? "";
  if (spec.hosts.some((host) => !isHostOf(service, host, namespace))) return "several_hosts";
  return spec.http === undefined && (spec.tcp !== undefined || spec.tls !== undefined)
    ? "not_http"
    : undefined;
}

function openGatewayRoute(objects: MeshObjects, target: TableTarget): RouteTable {
  const snapshot = snapshotFromObjects(objects);
  const { service, port, routeKind = "HTTPRoute" } = target;
  const virtualService = virtualServicesOf(snapshot, service)[0];
  if (virtualService !== undefined) throw blocked(target, "virtual_service_present", virtualService);
  const onPort = (manifest: Manifest) => isAttachedToService(manifest, service, port);
  const http = httpRoutesOf(snapshot, service).filter(onPort);
  const grpc = grpcRoutesOf(objects, service).filter(onPort);
  const [mine, others] = routeKind === "GRPCRoute" ? [grpc, http] : [http, grpc];
  if (others[0] !== undefined) {
    throw blocked(target, routeKind === "GRPCRoute" ? "http_route_present" : "grpc_route_present", others[0]);
  }
  const [before, second] = mine;
  if (second !== undefined) throw blocked(target, "several_http_routes", second);
  if (before !== undefined && httpRouteSpec(before).parentRefs.length > 1) {
    throw blocked(target, "several_hosts", before);
  }
  const kinds = objects[`gateway.networking.k8s.io/${routeKind}`] ?? [];
  const blank: Manifest = {
    apiVersion: kinds[0]?.apiVersion ?? "gateway.networking.k8s.io/v1",
    kind: routeKind,
    metadata: { name: freeName(service, kinds), namespace: service.namespace },
    spec: {
      parentRefs: [
        { group: "", kind: "Service", name: service.name, ...(port === undefined ? {} : { port }) },
      ],
    },
  };
  if (before !== undefined) return { ...target, before, blank, rules: specList(before, "rules") };
  return { ...target, blank, rules: [gatewayDefault(service, port, routeKind)] };
}

function gatewayDefault(service: ServiceName, port: number | undefined, kind: GatewayRouteKind): Json {
  return {
    name: "default",
    ...(kind === "HTTPRoute" ? { matches: [{ path: { type: "PathPrefix", value: "/" } }] } : {}),
    backendRefs: [
      { group: "", kind: "Service", name: service.name, ...(port === undefined ? {} : { port }), weight: 1 },
    ],
  };
}

function blocked(target: TableTarget, reason: string, manifest: Manifest): IntentError {
  const kind = target.api === "istio" ? "VirtualService" : (target.routeKind ?? "HTTPRoute");
  const { namespace, name } = target.service;
  const by = `${manifest.kind} ${manifest.metadata.namespace ?? ""}/${manifest.metadata.name}`;
  return new IntentError(`${namespace}/${name} can't be routed with a ${kind}: ${reason} (${by})`, {
    field: "api",
    reason,
  });
}

const fieldOf = ({ api }: TableTarget) => (api === "istio" ? "http" : "rules");

/** The object with `rules`; nothing when it has them already. */
export function renderTable(table: RouteTable, rules: readonly Json[]): readonly RenderedObject[] {
  const { before, blank } = table;
  const base = before ?? blank;
  const after = { ...base, spec: { ...base.spec, [fieldOf(table)]: rules } };
  if (before !== undefined && isSameJson(before, after)) return [];
  return [{ ref: refFromManifest(base), ...(before === undefined ? {} : { before }), after }];
}

/** The object with what is left of its rules; deleted when that is nothing, or what stands there without any object. */
export function renderRest(table: RouteTable, rules: readonly Json[]): readonly RenderedObject[] {
  const { before } = table;
  if (before === undefined) return [];
  const spec = before.spec ?? {};
  if (rules.length === 0 && spec["tcp"] === undefined && spec["tls"] === undefined) {
    return [{ ref: refFromManifest(before), before }];
  }
  const rest = { ...before, spec: { ...spec, [fieldOf(table)]: rules } };
  return isBlank(table, rest) ? [{ ref: refFromManifest(before), before }] : renderTable(table, rules);
}

/** Whether the object is no more than what `openTable` starts a new one with. */
function isBlank(table: RouteTable, rest: Manifest): boolean {
  const { labels, annotations } = rest.metadata;
  if (Object.keys(labels ?? {}).length + Object.keys(annotations ?? {}).length > 0) return false;
  const fresh = { ...table.blank.spec, [fieldOf(table)]: [freshRule(table)] };
  return isSameJson(rest.spec ?? {}, fresh);
}

function freshRule(table: RouteTable): Json {
  const { service, port, routeKind = "HTTPRoute" } = table;
  if (table.api === "gateway") return gatewayDefault(service, port, routeKind);
  return { name: "default", route: [{ destination: { host: hostFromService(service) } }] };
}

/** Whether every request takes this rule. */
export function isCatchAllOf(table: Pick<RouteTable, "api">, rule: Json): boolean {
  return table.api === "istio"
    ? isCatchAll({ match: [...recordsOf(rule["match"])] })
    : isCatchAllRule({ matches: [...recordsOf(rule["matches"])] });
}

/** Tables of objects that are there, for reading; one for each, in both APIs. */
export function tablesOf(objects: MeshObjects, service: ServiceName): readonly RouteTable[] {
  const snapshot = snapshotFromObjects(objects);
  const blank = { apiVersion: "", kind: "", metadata: { name: "" } };
  const gateway = (before: Manifest, routeKind: GatewayRouteKind): RouteTable => {
    const spec = httpRouteSpec(before);
    const rules = specList(before, "rules");
    const port =
      spec.parentRefs[0]?.port ?? spec.rules?.flatMap(({ backendRefs }) => backendRefs ?? [])[0]?.port;
    return {
      api: "gateway",
      service: { namespace: service.namespace, name: service.name },
      ...(port === undefined ? {} : { port }),
      ...(routeKind === "GRPCRoute" ? { routeKind } : {}),
      before,
      blank,
      rules,
    };
  };
  return [
    ...virtualServicesOf(snapshot, service).map((before) => ({
      api: "istio" as const,
      service: { namespace: service.namespace, name: service.name },
      before,
      blank,
      rules: specList(before, "http"),
    })),
    ...httpRoutesOf(snapshot, service).map((before) => gateway(before, "HTTPRoute")),
    ...grpcRoutesOf(objects, service).map((before) => gateway(before, "GRPCRoute")),
  ];
}

/** Why nothing can be read from a table, or written to it; undefined when it can. */
export function tableObstacle(objects: MeshObjects, table: RouteTable): string | undefined {
  try {
    openTable(objects, table);
    return undefined;
  } catch (error) {
    if (error instanceof IntentError) return error.reason;
    throw error;
  }
}
