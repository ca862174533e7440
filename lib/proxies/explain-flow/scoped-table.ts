import type { Because } from "@/lib/proxies/explain/answer";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { findScope } from "@/lib/proxies/explain/scope-key";
import type { FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import { because } from "@/lib/proxies/explain-flow/way";
import { field, itemsField, objectField, textField } from "@/lib/proxies/proto-json";

/** The route table that a request's scope leads to. */
export type ScopedTable =
  | { readonly is: "table"; readonly name: string; readonly scope: string; readonly inline?: unknown }
  /** Envoy finds no route. */
  | { readonly is: "none"; readonly key: readonly string[] }
  | { readonly is: "unknown"; readonly because: Because };

/**
 * The route table of a connection manager with `scoped_routes`: that of the scope whose key is built from the request's
 * headers. A dump without the scopes, and a scope that is read when it is first asked for, is unknown.
 */
export function scopedTable(dump: FlowDump, scopedRoutes: unknown, request: ExplainedRequest): ScopedTable {
  const list = objectField(scopedRoutes, "scoped_route_configurations_list");
  const scopes =
    list === undefined
      ? dump.scopes(textField(scopedRoutes, "name") ?? "")
      : itemsField(list, "scoped_route_configurations");
  if (scopes === undefined) return { is: "unknown", because: because("route_table_scoped") };
  const found = findScope(scopedRoutes, scopes, request);
  if (found.is === "unknown") return found;
  if (found.is === "none") return { is: "none", key: found.key ?? [] };
  if (field(found.scope, "on_demand") === true)
    return { is: "unknown", because: because("route_table_scoped") };
  const inline = objectField(found.scope, "route_configuration");
  const name = textField(found.scope, "route_configuration_name") ?? textField(inline, "name") ?? "";
  const scope = textField(found.scope, "name") ?? found.key.join(", ");
  return { is: "table", name, scope, ...(inline === undefined ? {} : { inline }) };
}
