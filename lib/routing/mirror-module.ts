import { IntentError, type IntentModule } from "@/lib/changes/intent-module";
import { baseRuleIndex, editBaseRule, portOfRule, releaseBaseRule } from "@/lib/routing/base-rule";
import { currentIntent } from "@/lib/routing/current-intent";
import { renderSubsets } from "@/lib/routing/destination-rule-edit";
import type { MirrorIntent } from "@/lib/routing/mirror";
import { readMirror, withMirror } from "@/lib/routing/rule-mirror";
import {
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

/** A copy of a service's requests to a second destination. */
export const mirrorModule: IntentModule<MirrorIntent> = {
  fits: (objects, target, served) =>
    routeFits(
      objects,
      target,
      served,
      { istio: ["routeKind"], gateway: ["destination.labels", "destination.backend"] },
      { catchAll: true, grpcRoute: true },
    ),
  instances: (objects, target) =>
    tablesOf(objects, target).flatMap((table) => {
      const blockedBy = tableObstacle(objects, table);
      return mirrored(table).map(({ table: own, rule }) => {
        const port = own.api === "istio" ? portOfRule(rule) : own.port;
        const suffix = port === undefined ? "" : `:${port}`;
        return {
          key: `${own.routeKind ?? own.api}${suffix}`,
          label: `${target.namespace}/${target.name}${suffix}`,
          current: currentIntent(own.before, () => {
            if (blockedBy !== undefined)
              throw new IntentError(blockedBy, { field: "api", reason: blockedBy });
            return intentOf(own, rule, port);
          }),
        };
      });
    }),
  start: (objects, target, api) => {
    const versions = versionsOf(snapshotFromObjects(objects), target);
    const names = versions.flatMap(({ subset, backendService, labels }) => {
      const name = api === "istio" ? subset : backendService;
      return name === undefined ? [] : [{ name, labels: api === "istio" ? { ...labels } : {} }];
    });
    const destination = names.at(-1) ?? { name: target.name, labels: {} };
    return { ...startFields(objects, target, api), destination, mirrorPercent: 10 };
  },
  toManifests(intent, objects) {
    requireRoutable(objects, intent.service);
    const table = openTable(objects, intent);
    const rules = editBaseRule(table, (rule) => withMirror(table, rule, intent));
    const subsets =
      intent.api === "istio" ? renderSubsets(objects, intent.service, [intent.destination]) : [];
    return [...subsets, ...renderTable(table, rules)];
  },
  remove(intent, objects) {
    const table = openTable(objects, intent);
    return renderRest(
      table,
      releaseBaseRule(table, (rule) => withMirror(table, rule, undefined)),
    );
  },
  refs: (intent, objects) => routingRefs(objects, intent.service),
  target: ({ service }) => service,
  title: ({ service, port, mirrorPercent, destination }) =>
    `Mirror ${mirrorPercent}% of ${service.namespace}/${service.name}${port === undefined ? "" : `:${port}`} to ${destination.name}`,
};

/** The rules that carry a mirror among those that decide for ordinary requests. */
function mirrored(
  table: RouteTable,
): readonly { readonly table: RouteTable; readonly rule: RouteTable["rules"][number] }[] {
  const base = baseRuleIndex({ ...table, ...(table.api === "istio" ? { port: undefined } : {}) })?.index;
  return table.rules
    .filter((rule, index) => index === base || (table.api === "istio" && portOfRule(rule) !== undefined))
    .filter((rule) => hasMirror(table, rule))
    .map((rule) => ({ table, rule }));
}

function hasMirror(table: RouteTable, rule: RouteTable["rules"][number]): boolean {
  try {
    return readMirror(table, rule) !== undefined;
  } catch (error) {
    if (error instanceof IntentError) return true;
    throw error;
  }
}

function intentOf(
  table: RouteTable,
  rule: RouteTable["rules"][number],
  port: number | undefined,
): MirrorIntent {
  const mirror = readMirror(table, rule);
  if (mirror === undefined) throw new IntentError("No mirror", { field: "destination", reason: "none" });
  return {
    api: table.api,
    service: { ...table.service },
    ...(port === undefined ? {} : { port }),
    ...mirror,
    destination: { ...mirror.destination },
    ...(table.routeKind === undefined ? {} : { routeKind: table.routeKind }),
  };
}
