import { replaceAll } from "@/lib/proxies/explain/re2";
import { barePath, firstHeaderOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import type { HostRewrite } from "@/lib/proxies/explain/route-effects";
import { booleanField, objectField, textField } from "@/lib/proxies/proto-json";

/**
 * How a route, or the weighted cluster that it chose, names the host anew. `request` has the route's header changes in
 * it, which come first. Source: finalizeHostHeader.
 */
export function hostRewriteOf(
  action: unknown,
  weightedCluster: unknown,
  request: ExplainedRequest,
): HostRewrite | undefined {
  const chosen = textField(weightedCluster, "host_rewrite_literal") ?? "";
  const literal = textField(action, "host_rewrite_literal") ?? "";
  // What the route writes comes after what its cluster wrote.
  if (literal !== "") return { kind: "literal", host: literal };
  const header = textField(action, "host_rewrite_header") ?? "";
  if (header !== "") {
    const value = firstHeaderOf(request, header.toLowerCase());
    if (value === undefined) return { kind: "header", header };
    if (value !== null && value !== "") return { kind: "header", header, host: value };
  }
  const regex = objectField(action, "host_rewrite_path_regex");
  if (regex !== undefined) {
    const pattern = textField(objectField(regex, "pattern"), "regex") ?? "";
    const substitution = textField(regex, "substitution") ?? "";
    const bare = barePath(request.path ?? "");
    // A substitution that names a group which is not there leaves the path as it is.
    const host = replaceAll(pattern, bare, substitution) ?? bare;
    if (host !== "") return { kind: "path_regex", host };
  }
  if (booleanField(action, "auto_host_rewrite")) return { kind: "endpoint" };
  return chosen === "" ? undefined : { kind: "literal", host: chosen };
}
