import type { GraphMode } from "@/lib/graph/resolve-peer";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";
import type { Scope } from "@/lib/time-range";

export const graphModes = ["service", "workload", "version"] as const satisfies readonly GraphMode[];

/** What the graph is read with: the scope, what its nodes are, and whether idle things are shown. */
export type GraphQuery = Scope & { readonly mode: GraphMode; readonly showIdle: boolean };

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** The graph's query in a page's search params; values that make no sense fall back to the defaults. */
export function graphQueryFromSearch(search: SearchRecord): GraphQuery {
  const mode = graphModes.find((name) => name === first(search["mode"])) ?? "service";
  return { ...scopeFromSearch(search), mode, showIdle: first(search["idle"]) === "true" };
}
