import { IntentError } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import { recordsOf, withoutFields, type Json } from "@/lib/routing/json-fields";
import { readGatewayMatches, writeGatewayMatches } from "@/lib/routing/match-gateway";
import {
  readVirtualServiceMatches,
  writeVirtualServiceMatches,
  type RouteMatches,
} from "@/lib/routing/match-virtual-service";
import type { RouteTable } from "@/lib/routing/route-table";

type Home = Pick<RouteTable, "api" | "port" | "routeKind">;

/** What a rule asks for. A port of Gateway API is the table's. Throws IntentError for what intents have no words for. */
export function readMatches(table: Home, rule: Json): RouteMatches {
  if (table.api === "istio") return readVirtualServiceMatches(rule);
  const matches = readGatewayMatches(rule, table.routeKind ?? "HTTPRoute");
  return { matches, ...(table.port === undefined ? {} : { port: table.port }) };
}

/** Like `readMatches`; undefined for what intents have no words for. */
export function matchesOrNone(table: Home, rule: Json): RouteMatches | undefined {
  try {
    return readMatches(table, rule);
  } catch (error) {
    if (error instanceof IntentError) return undefined;
    throw error;
  }
}

/** The rule asking for `wanted`; the rule itself when it does already. */
export function withMatches(table: Home, rule: Json, wanted: RouteMatches): Json {
  const current = matchesOrNone(table, rule);
  if (current !== undefined && isSameJson(current, wanted)) return rule;
  if (table.api === "gateway") {
    return { ...rule, matches: writeGatewayMatches(wanted.matches, table.routeKind ?? "HTTPRoute") };
  }
  const match = writeVirtualServiceMatches(wanted, recordsOf(rule["match"]));
  return match === undefined ? withoutFields(rule, "match") : { ...rule, match };
}
