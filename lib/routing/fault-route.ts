import { IntentError } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import type { FaultIntent } from "@/lib/routing/fault";
import { recordsOf, textOf, withoutFields, type Json } from "@/lib/routing/json-fields";
import { coversMatches } from "@/lib/routing/match-cover";
import type { RouteMatches } from "@/lib/routing/match-virtual-service";
import { isCatchAllOf, type RouteTable } from "@/lib/routing/route-table";
import { routeKeys, withName } from "@/lib/routing/route-keys";
import { withFault } from "@/lib/routing/rule-fault";
import { matchesOrNone, withMatches } from "@/lib/routing/rule-matches";

/** What routes are called that exist only for their fault. */
export const faultRouteName = "heddle-fault";

/**
 * The rules with a fault for some requests. It is put into the route of that name; without one, into a copy of the route
 * which decides for those requests now, in front of it, so that they still go where they go.
 */
export function withFaultRoute(table: RouteTable, intent: FaultIntent): readonly Json[] {
  const keys = routeKeys(table);
  const wanted = {
    matches: intent.matches,
    ...(intent.port === undefined ? {} : { port: intent.port }),
  };
  const at = keys.indexOf(intent.name);
  const old = table.rules[at];
  refuseTwin(table, wanted, at);
  if (old === undefined) return insertCopy(table, wanted, intent);
  forwards(old);
  const matched = withMatches(table, old, wanted);
  if (matched !== old && !isCopy(table, at)) {
    throw new IntentError(
      `The route ${intent.name} decides where requests go: take its fault out and set another, or keep its conditions`,
      { field: "matches", reason: "route_of_its_own" },
    );
  }
  const named = matched === old ? matched : withName(matched, intent.name);
  return table.rules.with(at, withFault(named, intent));
}

/** The rules without the fault of the route; a route that exists only for its fault goes. */
export function withoutFaultRoute(table: RouteTable, name: string): readonly Json[] {
  const at = routeKeys(table).indexOf(name);
  const rule = table.rules[at];
  if (rule === undefined) return table.rules;
  return isCopy(table, at) ? table.rules.toSpliced(at, 1) : table.rules.with(at, withFault(rule, undefined));
}

function insertCopy(table: RouteTable, wanted: RouteMatches, intent: FaultIntent): readonly Json[] {
  const read = table.rules.map((rule) => matchesOrNone(table, rule));
  const at = read.findIndex((matches) => matches !== undefined && coversMatches(matches, wanted));
  const decider = table.rules[at];
  if (decider === undefined) {
    throw new IntentError("No route takes these requests: they are answered with 404", {
      field: "matches",
      reason: "no_catch_all",
    });
  }
  const isSplit = read
    .slice(0, at)
    .some((matches) =>
      wanted.matches.some(
        (match) => matches !== undefined && coversMatches(matches, { ...wanted, matches: [match] }),
      ),
    );
  if (isSplit) {
    throw new IntentError("Different routes decide for these requests: set a fault for each", {
      field: "matches",
      reason: "several_routes_decide",
    });
  }
  forwards(decider);
  const { name: _name, match: _match, ...rest } = decider;
  const copy = withMatches(table, { name: intent.name, match: [], ...rest }, wanted);
  return table.rules.toSpliced(at, 0, withFault(copy, intent));
}

/** Whether the rule exists only for its fault, and may go with it: it is called so, or is a named repetition. */
function isCopy(table: RouteTable, at: number): boolean {
  const name = textOf(table.rules[at]?.["name"]);
  return name !== undefined && (name.startsWith(faultRouteName) || repeatsNext(table, at));
}

/** Whether the rule has a fault and otherwise does what the requests would meet without it. */
export function isFaultCopy(table: RouteTable, at: number): boolean {
  return table.rules[at]?.["fault"] !== undefined && repeatsNext(table, at);
}

function repeatsNext(table: RouteTable, at: number): boolean {
  const rule = table.rules[at];
  if (rule === undefined) return false;
  const own = matchesOrNone(table, rule);
  const next = table.rules.slice(at + 1).find((other) => {
    const matches = matchesOrNone(table, other);
    return (
      isCatchAllOf(table, other) ||
      (own !== undefined && matches !== undefined && coversMatches(matches, own))
    );
  });
  return next !== undefined && isRepeating(rule, next);
}

function isRepeating(rule: Json, other: Json): boolean {
  const plain = (one: Json) => withoutFields(one, "name", "match", "fault");
  return isSameJson(plain(rule), plain(other));
}

/** Whether the rule was made for a fault from this one and still does as it does: it follows its changes. */
export function isFaultOf(rule: Json, other: Json): boolean {
  return textOf(rule["name"])?.startsWith(faultRouteName) === true && isRepeating(rule, other);
}

function forwards(rule: Json): void {
  const reasons = { redirect: "redirect", directResponse: "direct_response", delegate: "delegate" } as const;
  const reason = Object.entries(reasons).find(([field]) => rule[field] !== undefined)?.[1];
  if (reason === undefined && recordsOf(rule["route"]).length > 0) return;
  throw new IntentError("The route that decides for these requests does not forward them", {
    field: "matches",
    reason: reason ?? "no_subset",
  });
}

function refuseTwin(table: RouteTable, wanted: RouteMatches, at: number): void {
  const twin = table.rules.findIndex((rule, index) => {
    const read = index === at ? undefined : matchesOrNone(table, rule);
    return read !== undefined && isSameJson(read, wanted);
  });
  if (twin < 0) return;
  throw new IntentError(
    `The route ${routeKeys(table)[twin] ?? ""} takes just these requests: give the fault its name`,
    { field: "name", reason: "same_matches" },
  );
}
