import type { ChangeSeverity, Difference } from "./change";
import type { DumpSection } from "@/lib/proxies/dump/entry";

const security =
  /rbac|jwt_authn|jwt|ext_authz|transport_socket|tls_|common_tls|combined_validation|subject_alt_name|require_client_certificate|policies\[|principals|permissions|transport_protocol|require_tls|forward_client_cert|csrf|oauth/;
const observability =
  /access_log|tracing|custom_tags|stat_prefix|alt_stat_name|istio\.stats|stats_config|stats_sinks|stats_flush|decorator|grpc_stats|observability_name|als\b/;
const cosmetic = /^(?:.*\.)?metadata\.filter_metadata|\.name$|^name$|server_name$|typed_filter_metadata/;

const wholeTraffic = new Set<DumpSection>(["clusters", "endpoints", "listeners", "routes"]);

/** What a difference touches, by where it stands; a hint to sort by, no proof. */
export function severityOf(
  section: DumpSection,
  difference: Pick<Difference, "before" | "after">,
  path: string,
): ChangeSeverity {
  if (section === "secrets") return "security";
  const words = path.toLowerCase();
  if (observability.test(words)) return "observability";
  if (security.test(words)) return "security";
  if (cosmetic.test(words)) return "cosmetic";
  // Of a whole resource only a filter is told by its type.
  if (path === "" && wholeTraffic.has(section)) return "traffic";
  const value = difference.after ?? difference.before;
  const type = typeof value === "object" && value !== null ? JSON.stringify(value).slice(0, 400) : "";
  if (/rbac\.v3\.RBAC|jwt_authn\.v3|ext_authz\.v3/.test(type)) return "security";
  if (section === "bootstrap") return /^(?:node|admin|stats|layered)/.test(words) ? "cosmetic" : "traffic";
  return "traffic";
}
