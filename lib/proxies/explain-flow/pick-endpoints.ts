import type { Because } from "@/lib/proxies/explain/answer";
import type { PickableEndpoint } from "@/lib/proxies/explain-flow/explanation";
import type { ClusterHosts, Host } from "@/lib/proxies/explain-flow/hosts";
import { priorityLoads, type LevelLoad } from "@/lib/proxies/explain-flow/priority-load";
import { subsetPick } from "@/lib/proxies/explain-flow/subset-match";
import { because } from "@/lib/proxies/explain-flow/way";
import {
  anyField,
  booleanField,
  fieldAt,
  itemsField,
  numberField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";

export type EndpointPick = {
  readonly endpoints: readonly PickableEndpoint[];
  readonly notes: readonly Because[];
  readonly panicPercent: number;
  /** Somebody can be picked. */
  readonly canPick: boolean;
};

/** Which hosts of a cluster get a request, with their shares. `hashes` says that the route has a hash policy. */
export function pickEndpoints(
  cluster: unknown,
  { hosts, overprovisioningPercent }: ClusterHosts,
  route: { readonly metadataMatch: Readonly<Record<string, string>>; readonly hashes: boolean },
): EndpointPick {
  const subset = subsetPick(
    cluster,
    route.metadataMatch,
    hosts.map(({ proto }) => proto),
  );
  const wanted = Object.entries(route.metadataMatch)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
  const inside = hosts.filter(({ proto }) => subset.isIn(proto));
  const panicPercent = panicOf(cluster);
  const levels = levelsOf(inside);
  const loads = priorityLoads(
    levels.map((level) => ({
      hosts: level.length,
      healthy: countOf(level, "healthy"),
      degraded: countOf(level, "degraded"),
    })),
    { overprovisioningPercent, panicPercent },
  );
  const failsInPanic = booleanField(
    fieldAt(cluster, "common_lb_config", "zone_aware_lb_config"),
    "fail_traffic_on_panic",
  );
  const isEven = policyOf(cluster, route.hashes);
  const shares = new Map<Host, number>();
  for (const [index, level] of levels.entries()) {
    for (const load of loads[index] ?? []) {
      if (load.from === "all" && failsInPanic) continue;
      addShares(shares, level, load, isLocalityWeighted(cluster), overprovisioningPercent);
    }
  }
  const isPanic = loads.flat().some(({ from }) => from === "all");
  const picked = [...shares].filter(([, share]) => share > 0);
  return {
    endpoints: hosts.map((host) =>
      described(host, shares.get(host) ?? 0, isEven || picked.length === 1, subset.isIn(host.proto)),
    ),
    panicPercent,
    canPick: picked.length > 0,
    notes: [
      ...(subset.kind === "whole" ? [] : [because(`subset_${subset.kind}`, { wanted })]),
      ...(isPanic ? [because("panic", { percent: `${panicPercent}` })] : []),
      ...(isEven ? [] : [because("hash_picks")]),
    ],
  };
}

function levelsOf(hosts: readonly Host[]): readonly (readonly Host[])[] {
  const most = Math.max(0, ...hosts.map(({ endpoint }) => endpoint.priority));
  return Array.from({ length: most + 1 }, (_, priority) =>
    hosts.filter(({ endpoint }) => endpoint.priority === priority),
  );
}

const countOf = (level: readonly Host[], state: PickableEndpoint["state"]) =>
  level.filter(({ endpoint }) => endpoint.state === state).length;

/** Envoy's default is 50; a message without a value is 0. */
function panicOf(cluster: unknown): number {
  const threshold = objectField(objectField(cluster, "common_lb_config"), "healthy_panic_threshold");
  return threshold === undefined ? 50 : (numberField(threshold, "value") ?? 0);
}

function isLocalityWeighted(cluster: unknown): boolean {
  return objectField(objectField(cluster, "common_lb_config"), "locality_weighted_lb_config") !== undefined;
}

/** Whether weights alone give the shares: with a hash policy, the hash does. */
function policyOf(cluster: unknown, hashes: boolean): boolean {
  const typed = itemsField(objectField(cluster, "load_balancing_policy"), "policies")
    .map((policy) => anyField(objectField(policy, "typed_extension_config"), "typed_config").type)
    .find((type) => type !== "");
  const policy = typed ?? textField(cluster, "lb_policy") ?? "ROUND_ROBIN";
  if (/ring_?hash|maglev/i.test(policy)) return !hashes;
  return /round_?robin|least_?request|random/i.test(policy);
}

function addShares(
  shares: Map<Host, number>,
  level: readonly Host[],
  load: LevelLoad,
  byLocality: boolean,
  overprovisioningPercent: number,
): void {
  const usable = load.from === "all" ? level : level.filter(({ endpoint }) => endpoint.state === load.from);
  const localities = new Map<string, Host[]>();
  for (const host of usable) {
    const key = byLocality ? host.endpoint.locality : "";
    localities.set(key, [...(localities.get(key) ?? []), host]);
  }
  const weightOf = (key: string, own: readonly Host[]) => {
    if (!byLocality) return 1;
    const all = level.filter(({ endpoint }) => endpoint.locality === key).length;
    return (own[0]?.localityWeight ?? 0) * Math.min(1, (overprovisioningPercent * own.length) / (100 * all));
  };
  const weights = [...localities].map(([key, own]) => ({ own, weight: weightOf(key, own) }));
  const whole = weights.reduce((sum, { weight }) => sum + weight, 0);
  for (const { own, weight } of weights) {
    const inside = own.reduce((sum, { endpoint }) => sum + endpoint.weight, 0);
    if (whole === 0 || inside === 0) continue;
    for (const host of own) {
      const share = (load.percent * weight * host.endpoint.weight) / (whole * inside);
      shares.set(host, (shares.get(host) ?? 0) + share);
    }
  }
}

function described(
  { endpoint }: Host,
  share: number,
  isEven: boolean,
  isInSubset: boolean,
): PickableEndpoint {
  if (share > 0) return isEven ? { ...endpoint, sharePercent: share } : endpoint;
  const code = isInSubset
    ? endpoint.state === "healthy"
      ? "endpoint_lower_priority"
      : `endpoint_${endpoint.state}`
    : "endpoint_not_in_subset";
  return { ...endpoint, sharePercent: 0, because: because(code) };
}
