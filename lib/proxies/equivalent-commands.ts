import type { DumpTarget } from "./dump-target";
import { shell } from "@/lib/shell-command";

/** A part of a proxy's configuration that has a page. */
export type CommandPart =
  | "summary"
  | "listeners"
  | "routes"
  | "scoped_routes"
  | "clusters"
  | "endpoints"
  | "secrets"
  | "ecds"
  | "bootstrap"
  | "stats"
  | "raw";

const istioctlParts: Partial<Record<CommandPart, string>> = {
  listeners: "listener",
  routes: "route",
  clusters: "cluster",
  endpoints: "endpoint",
  secrets: "secret",
  ecds: "ecds",
  bootstrap: "bootstrap",
  raw: "all",
};

const adminPages: Record<CommandPart, string> = {
  summary: "server_info",
  listeners: "config_dump?resource=dynamic_listeners",
  routes: "config_dump?resource=dynamic_route_configs",
  scoped_routes: "config_dump?resource=dynamic_scoped_route_configs",
  clusters: "config_dump?resource=dynamic_active_clusters",
  endpoints: "clusters?format=json",
  secrets: "config_dump?resource=dynamic_active_secrets",
  ecds: "config_dump?resource=ecds_filters",
  bootstrap: "config_dump?mask=bootstrap",
  stats: "stats?usedonly",
  raw: "config_dump?include_eds",
};

const istiodTypes: Partial<Record<CommandPart, string>> = {
  listeners: "lds",
  routes: "rds",
  clusters: "cds",
  endpoints: "eds",
  secrets: "sds",
  ecds: "ecds",
};

/**
 * What a person would type to see a part of a proxy's configuration: istioctl where it has the part, and the page that
 * is behind it by the agent, because images without a shell have no curl. `filter` is that of the statistics. A kept dump has no command.
 */
export function equivalentCommands(
  target: DumpTarget,
  part: CommandPart,
  filter?: string,
): readonly string[] {
  if ("snapshot" in target) return [];
  const { namespace, pod, view } = target;
  if (view === "istiod") {
    const type = istiodTypes[part];
    const query = `proxyID=${pod}.${namespace}${type === undefined ? "" : `&types=${type}`}`;
    return [
      shell`kubectl exec -n istio-system deploy/istiod -- pilot-discovery request GET ${`/debug/config_dump?${query}`}`,
    ];
  }
  const known = istioctlParts[part];
  const page =
    part === "stats" && filter !== undefined
      ? `stats?format=json&filter=${encodeURIComponent(filter)}`
      : adminPages[part];
  return [
    ...(part === "summary" ? [shell`istioctl proxy-status ${pod}.${namespace}`] : []),
    ...(known === undefined ? [] : [shell`istioctl proxy-config ${known} ${pod}.${namespace} -o json`]),
    shell`kubectl exec -n ${namespace} ${pod} -c istio-proxy -- pilot-agent request GET ${page}`,
  ];
}
