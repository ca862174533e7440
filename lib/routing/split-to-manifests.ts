import type { RenderedObject } from "@/lib/changes/change-set";
import { baseRuleIndex, editBaseRule } from "@/lib/routing/base-rule";
import { renderSubsets } from "@/lib/routing/destination-rule-edit";
import type { Json } from "@/lib/routing/json-fields";
import { openTable, renderTable, type RouteTable } from "@/lib/routing/route-table";
import { withDestinations } from "@/lib/routing/rule-destinations";
import { withMatches } from "@/lib/routing/rule-matches";
import type { TrafficSplitIntent } from "@/lib/routing/traffic-split";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/**
 * The objects that make the split true, in the order in which they must be written (a subset exists before a route uses
 * it). Unrelated fields, routes, subsets and annotations stay as they are; objects that need no change are left out.
 * Throws IntentError when the objects that are there leave no single place for it.
 */
export function splitToManifests(
  intent: TrafficSplitIntent,
  objects: MeshObjects,
): readonly RenderedObject[] {
  const { api, service, port, destinations } = intent;
  const table = openTable(objects, { api, service, port });
  const subsets = api === "istio" ? renderSubsets(objects, service, destinations) : [];
  const edit = (rule: Json) => withDestinations(table, rule, destinations);
  const rules = hasBase(table) ? editBaseRule(table, edit) : [...table.rules, edit(lastRule(table))];
  return [...subsets, ...renderTable(table, rules)];
}

function hasBase(table: RouteTable): boolean {
  return baseRuleIndex(table) !== undefined;
}

/** A rule for what the others leave, behind them. */
function lastRule(table: RouteTable): Json {
  if (table.api === "gateway") return { matches: [{ path: { type: "PathPrefix", value: "/" } }] };
  return withMatches(table, {}, { matches: [], ...(table.port === undefined ? {} : { port: table.port }) });
}
