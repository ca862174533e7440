import { IntentError, type IntentModule } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import { portOfRule } from "@/lib/routing/base-rule";
import { currentIntent } from "@/lib/routing/current-intent";
import { renderSubsets } from "@/lib/routing/destination-rule-edit";
import { isFaultCopy } from "@/lib/routing/fault-route";
import type { Json } from "@/lib/routing/json-fields";
import type { RequestRouteIntent } from "@/lib/routing/request-route";
import { readDestinations, withDestinations } from "@/lib/routing/rule-destinations";
import { matchesOrNone, readMatches, withMatches } from "@/lib/routing/rule-matches";
import { routeKeys, withName } from "@/lib/routing/route-keys";
import {
  isCatchAllOf,
  openTable,
  renderRest,
  renderTable,
  tableObstacle,
  tablesOf,
  type RouteTable,
} from "@/lib/routing/route-table";
import { requireRoutable, routeFits, routingRefs, startFields } from "@/lib/routing/routing-fit";
import { versionsOf } from "@/lib/routing/service-versions";
import { snapshotFromObjects } from "@/lib/routing/snapshot";

const noCallers = ["matches.sourceNamespace", "matches.sourceLabels"];
const noKinds = [
  "matches.headers.prefix",
  "matches.headers.present",
  "matches.headers.invert",
  "matches.queryParams.prefix",
  "matches.queryParams.present",
];

/** Requests that look like this go there. */
export const requestRouteModule: IntentModule<RequestRouteIntent> = {
  fits: (objects, target, served) =>
    routeFits(
      objects,
      target,
      served,
      {
        istio: ["routeKind"],
        // The most specific match wins there, wherever the rule stands.
        gateway: [...noCallers, ...noKinds, "destinations.labels", "destinations.backend", "position"],
      },
      { catchAll: false, grpcRoute: true },
    ),
  instances: (objects, target) =>
    tablesOf(objects, target).flatMap((table) => {
      const blockedBy = tableObstacle(objects, table);
      const keys = routeKeys(table);
      return table.rules.flatMap((rule, index) => {
        const key = keys[index] ?? "";
        // A copy that exists for its fault routes nothing.
        if (!isConditional(table, rule) || isFaultCopy(table, index)) return [];
        const current = currentIntent(table.before, () => {
          if (blockedBy !== undefined) throw new IntentError(blockedBy, { field: "api", reason: blockedBy });
          return intentOf(table, rule, key);
        });
        return [{ key: instanceKey(table, key), label: key, current }];
      });
    }),
  start(objects, target, api) {
    const versions = versionsOf(snapshotFromObjects(objects), target).flatMap((version) => {
      const name = api === "istio" ? version.subset : version.backendService;
      return name === undefined ? [] : [{ name, labels: api === "istio" ? { ...version.labels } : {} }];
    });
    const destination = versions.at(-1) ?? { name: target.name, labels: {} };
    const tables = tablesOf(objects, target).filter((table) => table.api === api);
    const taken = new Set(tables.flatMap(routeKeys));
    let name = "route-1";
    for (let count = 2; taken.has(name); count += 1) name = `route-${count}`;
    return {
      ...startFields(objects, target, api),
      name,
      matches: [
        {
          methods: [],
          headers: [{ name: "", kind: "exact", value: "" }],
          cookies: [],
          queryParams: [],
        },
      ],
      destinations: [{ ...destination, weightPercent: 100 }],
      position: "first",
    };
  },
  toManifests(intent, objects) {
    requireRoutable(objects, intent.service);
    const table = openTable(objects, intent);
    const subsets = intent.api === "istio" ? renderSubsets(objects, intent.service, intent.destinations) : [];
    return [...subsets, ...renderTable(table, withRoute(table, intent))];
  },
  remove(intent, objects) {
    const table = openTable(objects, intent);
    const keys = routeKeys(table);
    return renderRest(
      table,
      table.rules.filter((rule, index) => keys[index] !== intent.name || !isConditional(table, rule)),
    );
  },
  refs: (intent, objects) => routingRefs(objects, intent.service),
  target: ({ service }) => service,
  title: ({ service, name, destinations }) => {
    const to = destinations.map(({ name: destination, weightPercent }) =>
      destinations.length === 1 ? destination : `${destination} ${weightPercent}%`,
    );
    return `Route ${name} of ${service.namespace}/${service.name} to ${to.join(", ")}`;
  },
};

/** Keys of different objects may be alike; VirtualServices, of which there is one, keep the plain key. */
function instanceKey({ api, port, routeKind }: RouteTable, key: string): string {
  return api === "istio" ? key : `${routeKind ?? "HTTPRoute"}:${port ?? ""}/${key}`;
}

/** Whether the rule is about some requests only; a port's rule is a matter of splits. */
function isConditional(table: RouteTable, rule: Json): boolean {
  return !isCatchAllOf(table, rule) && (table.api === "gateway" || portOfRule(rule) === undefined);
}

function intentOf(table: RouteTable, rule: Json, name: string): RequestRouteIntent {
  const { matches, port } = readMatches(table, rule);
  return {
    api: table.api,
    service: { ...table.service },
    ...(port === undefined ? {} : { port }),
    name,
    matches: [...matches],
    destinations: [...readDestinations(table, rule)],
    position: "keep",
    ...(table.routeKind === undefined ? {} : { routeKind: table.routeKind }),
  };
}

function withRoute(table: RouteTable, intent: RequestRouteIntent): readonly Json[] {
  const keys = routeKeys(table);
  const at = keys.findIndex((key) => key === intent.name);
  const old = table.rules[at];
  if (old !== undefined && !isConditional(table, old)) {
    throw new IntentError(
      `${intent.name} is the route that takes what the others leave: choose another name`,
      {
        field: "name",
        reason: "name_taken",
      },
    );
  }
  refuseTwin(table, intent, keys, at);
  const wanted = {
    matches: intent.matches,
    ...(intent.port === undefined ? {} : { port: intent.port }),
  };
  if (old === undefined) {
    const fresh = withDestinations(
      table,
      withMatches(table, { name: intent.name }, wanted),
      intent.destinations,
    );
    return insert(table, table.rules, fresh, intent.position);
  }
  const matched = withMatches(table, old, wanted);
  const named = matched === old ? matched : withName(matched, intent.name);
  const rule = withDestinations(table, named, intent.destinations);
  if (intent.position === "keep") return table.rules.with(at, rule);
  return insert(table, table.rules.toSpliced(at, 1), rule, intent.position);
}

/** Two routes for the same requests: the second would never be taken. */
function refuseTwin(
  table: RouteTable,
  intent: Pick<RequestRouteIntent, "matches" | "port">,
  keys: readonly string[],
  at: number,
): void {
  const twin = table.rules.findIndex((rule, index) => {
    if (index === at) return false;
    const read = matchesOrNone(table, rule);
    return (
      read !== undefined &&
      read.matches.length > 0 &&
      isSameJson(read, {
        matches: intent.matches,
        ...(intent.port === undefined ? {} : { port: intent.port }),
      })
    );
  });
  if (twin < 0) return;
  throw new IntentError(`The route ${keys[twin] ?? ""} takes these requests already: change that one`, {
    field: "name",
    reason: "same_matches",
  });
}

function insert(
  table: RouteTable,
  rules: readonly Json[],
  rule: Json,
  position: RequestRouteIntent["position"],
): readonly Json[] {
  const catchAll = rules.findIndex((other) => isCatchAllOf(table, other) || portOfRule(other) !== undefined);
  const at = position === "first" ? 0 : catchAll < 0 ? rules.length : catchAll;
  return rules.toSpliced(at, 0, rule);
}
