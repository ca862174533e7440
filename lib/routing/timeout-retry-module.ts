import { IntentError, type IntentModule } from "@/lib/changes/intent-module";
import { baseRuleIndex, editBaseRule, portOfRule, releaseBaseRule } from "@/lib/routing/base-rule";
import { currentIntent } from "@/lib/routing/current-intent";
import { mergedRules } from "@/lib/routing/destination-rule-edit";
import type { Json } from "@/lib/routing/json-fields";
import { readRetryBudget, renderRetryBudget } from "@/lib/routing/retry-budget";
import { routeKeys } from "@/lib/routing/route-keys";
import {
  openTable,
  renderRest,
  renderTable,
  tableObstacle,
  tablesOf,
  type RouteTable,
} from "@/lib/routing/route-table";
import { requireRoutable, routeFits, routingRefs, startFields } from "@/lib/routing/routing-fit";
import { readTimeouts, withTimeouts } from "@/lib/routing/rule-timeouts";
import type { TimeoutRetryIntent } from "@/lib/routing/timeout-retry";
import type { IntentInstance } from "@/lib/changes/intent-module";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { ServiceName } from "@/lib/routing/snapshot";

const gatewayLacks = ["retries.perTryTimeoutMs", "retryBudget"];

/** How long a service's requests may take, and what is tried again. */
export const timeoutRetryModule: IntentModule<TimeoutRetryIntent> = {
  fits: (objects, target, served) =>
    routeFits(
      objects,
      target,
      served,
      {
        istio: ["backendTimeoutMs"],
        gateway: hasRetryField(objects) ? gatewayLacks : ["retries", ...gatewayLacks],
      },
      { catchAll: false, grpcRoute: false },
    ),
  instances: (objects, target) => {
    const found = tablesOf(objects, target)
      .filter(({ routeKind }) => routeKind !== "GRPCRoute")
      .flatMap((table) => instancesOf(objects, table));
    return found.some(({ key }) => key === "") ? found : [...budgetAlone(objects, target), ...found];
  },
  start: (objects, target, api) => {
    const current = timeoutRetryModule
      .instances(objects, target)
      .find(({ key, current: read }) => key === "" && read.ok && read.intent.api === api)?.current;
    if (current?.ok === true) return current.intent;
    const { routeKind: _routeKind, ...fields } = {
      routeKind: undefined,
      ...startFields(objects, target, api),
    };
    return { ...fields, route: "", timeoutMs: 15_000 };
  },
  toManifests(intent, objects) {
    requireRoutable(objects, intent.service);
    const { timeoutMs, backendTimeoutMs, retries } = intent;
    const isNothing = [timeoutMs, backendTimeoutMs, retries].every((value) => value === undefined);
    const budget = hasBudget(intent) ? renderRetryBudget(objects, intent.service, intent.retryBudget) : [];
    const table = openTable(objects, { ...intent, routeKind: undefined });
    // A budget alone needs no routes.
    if (isNothing && table.before === undefined) return budget;
    return [...budget, ...renderTable(table, edited(table, intent))];
  },
  remove(intent, objects) {
    const table = openTable(objects, { ...intent, routeKind: undefined });
    const edit = (rule: Json) => withTimeouts(table, rule, {});
    const rules = intent.route === "" ? releaseBaseRule(table, edit) : editRule(table, intent.route, edit);
    const budget = hasBudget(intent) ? renderRetryBudget(objects, intent.service, undefined) : [];
    return [...renderRest(table, rules), ...budget];
  },
  refs: (intent, objects) => routingRefs(objects, intent.service),
  target: ({ service }) => service,
  title: ({ service, route, timeoutMs, retries }) => {
    const parts = [
      timeoutMs === undefined ? [] : [`timeout ${timeoutMs} ms`],
      retries === undefined ? [] : [`${retries.attempts} retries`],
    ].flat();
    const where = `${service.namespace}/${service.name}${route === "" ? "" : ` (${route})`}`;
    return `Set ${parts.length === 0 ? "timeout and retries" : parts.join(", ")} of ${where}`;
  },
};

/** The budget is the service's: only the intent about the catch-all of all ports speaks of it. */
function hasBudget({ api, route, port }: TimeoutRetryIntent): boolean {
  return api === "istio" && route === "" && port === undefined;
}

/** Retries are in Gateway API's experimental channel only: where a route has them, the cluster has it. */
function hasRetryField(objects: MeshObjects): boolean {
  const routes = objects["gateway.networking.k8s.io/HTTPRoute"] ?? [];
  return routes.some(({ spec }) => JSON.stringify(spec?.["rules"] ?? []).includes('"retry":'));
}

function edited(table: RouteTable, intent: TimeoutRetryIntent): readonly Json[] {
  const edit = (rule: Json) => {
    const answersItself = ["redirect", "directResponse", "delegate"].find(
      (field) => rule[field] !== undefined,
    );
    if (answersItself !== undefined) {
      throw new IntentError(`The route does not forward requests: it has ${answersItself}`, {
        field: "route",
        reason: answersItself === "directResponse" ? "direct_response" : answersItself,
      });
    }
    return withTimeouts(table, rule, intent);
  };
  return intent.route === "" ? editBaseRule(table, edit) : editRule(table, intent.route, edit);
}

function editRule(table: RouteTable, key: string, edit: (rule: Json) => Json): readonly Json[] {
  const at = routeKeys(table).indexOf(key);
  const rule = table.rules[at];
  if (rule === undefined) {
    throw new IntentError(`There is no route ${key}: choose one that is there`, {
      field: "route",
      reason: "route_missing",
    });
  }
  return table.rules.with(at, edit(rule));
}

function instancesOf(objects: MeshObjects, table: RouteTable): readonly IntentInstance<TimeoutRetryIntent>[] {
  const blockedBy = tableObstacle(objects, table);
  const keys = routeKeys(table);
  const base = baseRuleIndex({ ...table, port: table.api === "istio" ? undefined : table.port })?.index;
  const { namespace, name } = table.service;
  return table.rules.flatMap((rule, index) => {
    const port = table.api === "istio" ? portOfRule(rule) : table.port;
    const isBase = index === base || (table.api === "istio" && port !== undefined);
    const route = isBase ? "" : (keys[index] ?? "");
    const current = currentIntent(table.before, () => {
      if (blockedBy !== undefined) throw new IntentError(blockedBy, { field: "api", reason: blockedBy });
      const isService = table.api === "istio" && route === "" && port === undefined;
      const retryBudget = isService ? readRetryBudget(objects, table.service) : undefined;
      return intentOf(table, rule, { route, port, retryBudget });
    });
    if (current.ok && isEmpty(current.intent)) return [];
    const suffix = port === undefined || !isBase ? "" : `:${port}`;
    const place = table.api === "istio" ? "" : "HTTPRoute";
    const label = route === "" ? `${namespace}/${name}${suffix}` : route;
    return [{ key: `${place}${suffix}${place !== "" && route !== "" ? "/" : ""}${route}`, label, current }];
  });
}

function intentOf(
  table: RouteTable,
  rule: Json,
  at: Pick<TimeoutRetryIntent, "route" | "port" | "retryBudget">,
): TimeoutRetryIntent {
  const { route, port, retryBudget } = at;
  return {
    api: table.api,
    service: { ...table.service },
    // A named route of a VirtualService has its port in its conditions.
    ...(port === undefined || (table.api === "istio" && route !== "") ? {} : { port }),
    route,
    ...readTimeouts(table, rule),
    ...(retryBudget === undefined ? {} : { retryBudget }),
  };
}

function isEmpty(intent: TimeoutRetryIntent): boolean {
  const { timeoutMs, backendTimeoutMs, retries, retryBudget } = intent;
  return [timeoutMs, backendTimeoutMs, retries, retryBudget].every((value) => value === undefined);
}

/** A retry budget on a service that has no routes of its own. */
function budgetAlone(
  objects: MeshObjects,
  target: ServiceName,
): readonly IntentInstance<TimeoutRetryIntent>[] {
  const current = currentIntent(mergedRules(objects, target)[0], () => {
    const retryBudget = readRetryBudget(objects, target);
    return {
      api: "istio" as const,
      service: { namespace: target.namespace, name: target.name },
      route: "",
      ...(retryBudget === undefined ? {} : { retryBudget }),
    };
  });
  if (current.ok && isEmpty(current.intent)) return [];
  return [{ key: "", label: `${target.namespace}/${target.name}`, current }];
}
