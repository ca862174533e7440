import { IntentError } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import { isFaultOf } from "@/lib/routing/fault-route";
import { recordsOf, withoutFields, type Json } from "@/lib/routing/json-fields";
import { isCatchAllOf, type RouteTable } from "@/lib/routing/route-table";

/** Name of a route that Heddle makes for the requests to one port, as a copy of the route for all ports. */
const portRouteName = (port: number) => `port-${port}`;

/**
 * The index of the rule that decides for requests which no rule of their own takes: the first that takes each of them
 * or, when a VirtualService's table is about one port, each to this port. `narrow` is false for a rule that is about
 * more than the port. undefined when there is none.
 */
export function baseRuleIndex(
  table: Pick<RouteTable, "api" | "port" | "rules">,
): { readonly index: number; readonly narrow: boolean } | undefined {
  const port = table.api === "istio" ? table.port : undefined;
  const index = table.rules.findIndex(
    (rule) => isCatchAllOf(table, rule) || (port !== undefined && isPortRule(rule, port)),
  );
  const rule = table.rules[index];
  if (rule === undefined) return undefined;
  return { index, narrow: port === undefined || isPortRule(rule, port) };
}

/** Whether a VirtualService's rule takes each request to `port` and no other. */
export function isPortRule(rule: Json, port: number): boolean {
  const [match, ...others] = recordsOf(rule["match"]);
  return match !== undefined && others.length === 0 && isSameJson(withoutFields(match, "name"), { port });
}

/** The port of a rule that takes each request to it and no other; undefined for any other rule. */
export function portOfRule(rule: Json): number | undefined {
  const port = recordsOf(rule["match"])[0]?.["port"];
  return typeof port === "number" && isPortRule(rule, port) ? port : undefined;
}

/** The rule at `index` edited, and with it the copies of it that stand there for a fault of some requests. */
function editAt(rules: readonly Json[], index: number, edit: (rule: Json) => Json): readonly Json[] {
  const base = rules[index];
  if (base === undefined) return rules;
  return rules.map((rule, at) => (at === index || (at < index && isFaultOf(rule, base)) ? edit(rule) : rule));
}

/**
 * The rules with the deciding one edited. A port without a rule of its own gets a copy of the rule for all ports in
 * front of it. Throws IntentError (`no_catch_all`) when no rule decides: such requests are answered with 404 now.
 */
export function editBaseRule(table: RouteTable, edit: (rule: Json) => Json): readonly Json[] {
  const { rules, port } = table;
  const found = baseRuleIndex(table);
  const rule = found === undefined ? undefined : rules[found.index];
  if (found === undefined || rule === undefined) {
    throw new IntentError("No route takes what the others leave: such requests are answered with 404", {
      field: "service",
      reason: "no_catch_all",
    });
  }
  if (found.narrow || port === undefined) return editAt(rules, found.index, edit);
  const { name: _name, match: _match, ...rest } = rule;
  const copy = edit({ name: portRouteName(port), match: [{ port }], ...rest });
  return rules.toSpliced(found.index, 0, copy);
}

/** The rules with the edit taken back; a port's rule that says no more than the one for all ports goes. */
export function releaseBaseRule(table: RouteTable, edit: (rule: Json) => Json): readonly Json[] {
  const { rules, port } = table;
  const found = baseRuleIndex(table);
  const rule = found === undefined ? undefined : rules[found.index];
  if (found === undefined || rule === undefined || !found.narrow) return rules;
  const rest = edit(rule);
  const next = rules.slice(found.index + 1).find((other) => isCatchAllOf(table, other));
  const isCopy =
    port !== undefined &&
    rule["name"] === portRouteName(port) &&
    next !== undefined &&
    isSameJson(withoutFields(rest, "name", "match"), withoutFields(next, "name", "match"));
  return isCopy ? rules.toSpliced(found.index, 1) : editAt(rules, found.index, edit);
}
