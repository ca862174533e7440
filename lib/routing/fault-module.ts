import { IntentError, type IntentInstance, type IntentModule } from "@/lib/changes/intent-module";
import { portProtocol, serviceSpec } from "@/lib/config/kubernetes-service";
import { baseRuleIndex } from "@/lib/routing/base-rule";
import { currentIntent } from "@/lib/routing/current-intent";
import type { FaultIntent } from "@/lib/routing/fault";
import { faultRouteName, withFaultRoute, withoutFaultRoute } from "@/lib/routing/fault-route";
import { isReachable, withFaultEverywhere, withoutFaultEverywhere } from "@/lib/routing/fault-everywhere";
import type { Json } from "@/lib/routing/json-fields";
import {
  openTable,
  renderRest,
  renderTable,
  tableObstacle,
  tablesOf,
  type RouteTable,
} from "@/lib/routing/route-table";
import { routeKeys } from "@/lib/routing/route-keys";
import { fit, requireRoutable, routeFits, routingRefs } from "@/lib/routing/routing-fit";
import { isSameFault, readFault } from "@/lib/routing/rule-fault";
import { readMatches } from "@/lib/routing/rule-matches";
import { serviceOf, snapshotFromObjects, type ServiceName } from "@/lib/routing/snapshot";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const parts = ["delay", "abort"];

/** Failures that callers' proxies put into requests. */
export const faultModule: IntentModule<FaultIntent> = {
  fits: (objects, target, served) => {
    const fits = routeFits(
      objects,
      target,
      served,
      { istio: [], gateway: parts },
      { catchAll: true, grpcRoute: true },
    );
    return fits.map((one) => (one.api === "istio" ? one : fit("gateway", one.obstacle ?? "no_field", parts)));
  },
  instances: (objects, target) =>
    tablesOf(objects, target)
      .filter(({ api }) => api === "istio")
      .flatMap((table) => instancesOf(objects, table)),
  start: (objects, target) => ({
    api: "istio",
    service: { namespace: target.namespace, name: target.name },
    name: freeRouteName(objects, target),
    matches: [
      { methods: [], headers: [{ name: "", kind: "exact", value: "" }], cookies: [], queryParams: [] },
    ],
    abort: isGrpc(objects, target)
      ? { percent: 10, grpcStatus: "UNAVAILABLE" }
      : { percent: 10, httpStatus: 503 },
  }),
  toManifests(intent, objects) {
    requireRoutable(objects, intent.service);
    // A service's table has its ports in the conditions of its routes.
    const table = openTable(objects, { api: intent.api, service: intent.service });
    const rules = isEveryRequest(intent) ? withFaultEverywhere(table, intent) : withFaultRoute(table, intent);
    return renderTable(table, rules);
  },
  remove(intent, objects) {
    const table = openTable(objects, { api: intent.api, service: intent.service });
    const rules = isEveryRequest(intent)
      ? withoutFaultEverywhere(table)
      : withoutFaultRoute(table, intent.name);
    return renderRest(table, rules);
  },
  refs: (intent, objects) => routingRefs(objects, intent.service),
  target: ({ service }) => service,
  title: ({ service, name, delay, abort }) => {
    const status = abort?.grpcStatus ?? abort?.httpStatus;
    const what = [
      delay === undefined ? [] : [`${delay.percent}% delayed ${delay.delayMs / 1000} s`],
      abort === undefined ? [] : [`${abort.percent}% answered ${status ?? ""}`],
    ].flat();
    const where = `${service.namespace}/${service.name}${name === "" ? "" : ` (${name})`}`;
    return `Fault in ${where}: ${what.join(", ")}`;
  },
};

function isEveryRequest({ matches, port }: FaultIntent): boolean {
  return matches.length === 0 && port === undefined;
}

function isGrpc(objects: MeshObjects, target: ServiceName): boolean {
  const service = serviceOf(snapshotFromObjects(objects), target);
  const ports = service === undefined ? [] : serviceSpec(service).ports;
  return ports.length > 0 && ports.every((port) => portProtocol(port) === "grpc");
}

function freeRouteName(objects: MeshObjects, target: ServiceName): string {
  const taken = new Set(tablesOf(objects, target).flatMap(routeKeys));
  let name = faultRouteName;
  for (let count = 2; taken.has(name); count += 1) name = `${faultRouteName}-${count}`;
  return name;
}

function instancesOf(objects: MeshObjects, table: RouteTable): readonly IntentInstance<FaultIntent>[] {
  const blockedBy = tableObstacle(objects, table);
  const keys = routeKeys(table);
  const base = baseRuleIndex(table)?.index;
  const baseRule = base === undefined ? undefined : table.rules[base];
  const { namespace, name: serviceName } = table.service;
  const reading = (read: () => FaultIntent) =>
    currentIntent(table.before, () => {
      if (blockedBy !== undefined) throw new IntentError(blockedBy, { field: "api", reason: blockedBy });
      return read();
    });
  const every =
    baseRule?.["fault"] === undefined
      ? undefined
      : reading(() => ({ ...intentFields(table, baseRule), name: "", matches: everyRequest(table) }));
  const routes = table.rules.flatMap((rule, index) => {
    if (rule["fault"] === undefined || index === base || !isReachable(table, index)) return [];
    if (every?.ok === true && isSameFault(rule, every.intent)) return [];
    const name = keys[index] ?? "";
    const current = reading(() => {
      const { matches, port } = readMatches(table, rule);
      const onPort = port === undefined ? {} : { port };
      return { ...intentFields(table, rule), ...onPort, name, matches: [...matches] };
    });
    return [{ key: name, label: name, current }];
  });
  if (every === undefined) return routes;
  return [{ key: "", label: `${namespace}/${serviceName}`, current: every }, ...routes];
}

function intentFields(table: RouteTable, rule: Json): Omit<FaultIntent, "name" | "matches"> {
  return { api: "istio", service: { ...table.service }, ...readFault(rule) };
}

/** No conditions; throws when a route that requests can take is without a fault. */
function everyRequest(table: RouteTable): FaultIntent["matches"] {
  const spared = table.rules.some((rule, index) => isReachable(table, index) && rule["fault"] === undefined);
  if (!spared) return [];
  throw new IntentError("Some routes of the service have no fault", {
    field: "matches",
    reason: "some_routes_without_fault",
  });
}
