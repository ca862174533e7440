import type { SettingOrigin } from "@/lib/proxies/explain/filter-step";
import type { FilterOverrides } from "@/lib/proxies/explain/http-filters";
import { percentOf } from "@/lib/proxies/explain/route-conditions";
import type { Mirror, RouteEffects } from "@/lib/proxies/explain/route-effects";
import {
  booleanField,
  durationMsField,
  fieldAt,
  isProtoObject,
  itemsField,
  numberField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";

/** The objects that add and remove headers, most specific first. */
export function headerSources(overrides: FilterOverrides) {
  const levels: readonly (readonly [SettingOrigin, unknown])[] = [
    ["weighted_cluster", overrides.weightedCluster],
    ["route", overrides.route],
    ["virtual_host", overrides.virtualHost],
    ["route_config", overrides.routeConfig],
  ];
  return levels.map(([from, proto]) => ({ from, proto }));
}

/** What a hash policy looks at. */
export function hashPolicy(policy: unknown): RouteEffects["hashPolicies"][number] {
  const isTerminal = booleanField(policy, "terminal");
  const cookie = objectField(policy, "cookie");
  if (cookie !== undefined) {
    const ttl = durationMsField(cookie, "ttl");
    const name = textField(cookie, "name") ?? "";
    return { on: ttl === undefined ? "cookie" : "cookie_made", name, isTerminal };
  }
  for (const [key, name] of [
    ["header", "header_name"],
    ["query_parameter", "name"],
    ["filter_state", "key"],
  ] as const) {
    const found = objectField(policy, key);
    if (found !== undefined) return { on: key, name: textField(found, name) ?? "", isTerminal };
  }
  return { on: "source_ip", name: "", isTerminal };
}

/** Clusters that get a copy: those of the most specific object that names any. */
export function mirrorsOf(levels: readonly unknown[]): readonly Mirror[] {
  for (const level of levels) {
    const policies = itemsField(level, "request_mirror_policies");
    if (policies.length > 0) return policies.map(mirror);
  }
  return [];
}

function mirror(policy: unknown): Mirror {
  const fraction = objectField(policy, "runtime_fraction");
  const header = textField(policy, "cluster_header") ?? "";
  return {
    cluster: textField(policy, "cluster") ?? "",
    percent: fraction === undefined ? 100 : percentOf(objectField(fraction, "default_value")),
    ...(header === "" ? {} : { clusterHeader: header }),
  };
}

/** The subset that the load balancer must pick from. */
export function metadataOf(proto: unknown): Readonly<Record<string, string>> {
  const subset = objectField(objectField(proto, "metadata_match"), "filter_metadata")?.["envoy.lb"];
  if (!isProtoObject(subset)) return {};
  return Object.fromEntries(
    Object.entries(subset).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** What a global rate limit is asked for; the virtual host's counts where the route has none, or includes it. */
export function rateLimitsOf(action: unknown, virtualHost: unknown): RouteEffects["rateLimits"] {
  const own = itemsField(action, "rate_limits");
  const shared =
    own.length === 0 || booleanField(action, "include_vh_rate_limits")
      ? itemsField(virtualHost, "rate_limits")
      : [];
  return [...own, ...shared].map((limit) => ({
    stage: numberField(limit, "stage") ?? 0,
    descriptors: itemsField(limit, "actions").map((one) =>
      isProtoObject(one) ? (Object.keys(one)[0] ?? "") : "",
    ),
  }));
}

/** Which answers of the upstream the proxy follows by itself, and how often. */
export function internalRedirectsOf(action: unknown): RouteEffects["internalRedirects"] {
  const policy = objectField(action, "internal_redirect_policy");
  if (policy === undefined) return undefined;
  const statuses = itemsField(policy, "redirect_response_codes").filter(
    (code): code is number => typeof code === "number",
  );
  const most = Number(fieldAt(policy, "max_internal_redirects") ?? 1);
  return { statuses: statuses.length === 0 ? [302] : statuses, most };
}
