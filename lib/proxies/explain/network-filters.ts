import type { Because } from "@/lib/proxies/explain/answer";
import { decide } from "@/lib/proxies/explain/filters/rbac-engine";
import type { FilterEffect, FilterStep } from "@/lib/proxies/explain/filter-step";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import { anyField, itemsField, textField, type ProtoObject } from "@/lib/proxies/proto-json";
import { rpcTableFromFilter, type RpcTable } from "@/lib/proxies/rpc-routes";
import { clusterWeightsFromProto, type ClusterWeight } from "@/lib/proxies/route";

/** Where the network filters of a chain bring a connection. */
export type NetworkEnd =
  | { readonly kind: "http"; readonly name: string; readonly hcm: unknown }
  | { readonly kind: "tcp"; readonly name: string; readonly clusters: readonly ClusterWeight[] }
  | { readonly kind: "rpc"; readonly name: string; readonly table: RpcTable }
  /** A filter closes the connection. */
  | { readonly kind: "closed"; readonly by: string }
  /** No filter of the chain sends it on, or one that we don't know does. */
  | { readonly kind: "opaque" };

export type NetworkPath = { readonly steps: readonly FilterStep[]; readonly end: NetworkEnd };

const network = "envoy.extensions.filters.network.";

/** What the network filters of a filter chain (protobuf JSON) do to a connection, in order. */
export function explainNetworkFilters(chain: unknown, peer: PeerFacts): NetworkPath {
  const steps: FilterStep[] = [];
  for (const filter of itemsField(chain, "filters")) {
    const { type, content } = anyField(filter, "typed_config");
    const name = textField(filter, "name") ?? "";
    const end = endOf(type, name, content);
    if (end !== undefined) return { steps, end };
    const step = stepOf(type, name, content, peer);
    steps.push(step);
    if (step.effect.does === "answers") return { steps, end: { kind: "closed", by: name } };
  }
  return { steps, end: { kind: "opaque" } };
}

function endOf(type: string, name: string, content: ProtoObject): NetworkEnd | undefined {
  if (type === `${network}http_connection_manager.v3.HttpConnectionManager`) {
    return { kind: "http", name, hcm: content };
  }
  const table = rpcTableFromFilter(type, content);
  if (table !== undefined) return { kind: "rpc", name, table };
  if (type !== `${network}tcp_proxy.v3.TcpProxy`) return undefined;
  const clusters = clusterWeightsFromProto(content).filter(({ weight }) => weight > 0);
  return { kind: "tcp", name, clusters };
}

/** Observers: the connection goes on as it is. */
const harmless: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "envoy.tcp.metadataexchange.config.MetadataExchange": "istio_metadata_exchange",
    "stats.PluginConfig": "istio_stats",
    "istio.telemetry.stats.PluginConfig": "istio_stats",
    [`${network}connection_limit.v3.ConnectionLimit`]: "connection_limit",
    [`${network}sni_cluster.v3.SniCluster`]: "sni_cluster",
    [`${network}set_filter_state.v3.Config`]: "set_filter_state",
    [`${network}kafka_broker.v3.KafkaBroker`]: "kafka_broker",
    [`${network}mysql_proxy.v3.MySQLProxy`]: "mysql_proxy",
    [`${network}zookeeper_proxy.v3.ZooKeeperProxy`]: "zookeeper_proxy",
  }),
);

/** They answer by themselves: nothing is sent on. */
const answering: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [`${network}direct_response.v3.Config`]: "direct_response",
    [`${network}echo.v3.Echo`]: "echo",
  }),
);

function stepOf(type: string, name: string, content: ProtoObject, peer: PeerFacts): FilterStep {
  const step = (kind: string, effect: FilterEffect, more: Partial<FilterStep> = {}): FilterStep => ({
    name,
    kind,
    type,
    from: "filter",
    effect,
    notes: [],
    ...more,
  });
  if (type === `${network}rbac.v3.RBAC`) return rbacStep(step, content, peer);
  const kind = harmless.get(type);
  if (kind !== undefined) return step(kind, { does: "passes" });
  const own = answering.get(type);
  if (own !== undefined) return step(own, { does: "answers", answer: { status: 0, flag: "", details: own } });
  return step(type, { does: "opaque", why: { code: "filter_unknown", values: { type } } });
}

function rbacStep(
  step: (kind: string, effect: FilterEffect, more?: Partial<FilterStep>) => FilterStep,
  content: ProtoObject,
  peer: PeerFacts,
): FilterStep {
  const facts = { request: undefined, peer, sourceIp: peer.directSourceIp };
  const shadow = decide(content, facts, { rules: "shadow_rules", matcher: "shadow_matcher" });
  const notes: readonly Because[] =
    shadow === undefined ? [] : [{ code: `rbac_shadow_${shadow.is}`, values: { policy: shadow.policy } }];
  const decision = decide(content, facts);
  if (decision === undefined) return step("rbac", { does: "passes" }, { notes });
  const { policy } = decision;
  const more = { notes, ...(policy === "" ? {} : { rule: policy }) };
  const matched = policy === "" ? "none" : policy.replaceAll(/\s/g, "_");
  const answer = { status: 0, flag: "", details: `rbac_access_denied_matched_policy[${matched}]` };
  switch (decision.is) {
    case "allowed":
      return step("rbac", { does: "passes", because: { code: "rbac_allowed", values: { policy } } }, more);
    case "denied":
      return step("rbac", { does: "answers", answer }, more);
    case "unknown":
      return step("rbac", { does: "unknown", dependsOn: decision.because, otherwise: answer }, more);
  }
}
