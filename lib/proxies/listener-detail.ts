import {
  anyField,
  field,
  itemsField,
  lineFromProto,
  objectField,
  type ProtoObject,
  textField,
} from "./proto-json";
import { accessLogFacts } from "./facts/access-log";
import { factOf, factsFrom, type Fact, type FactRule } from "./facts/fact";
import { filterFacts, type FilterFacts } from "./facts/filter";
import { jsonText, listText, timeoutText } from "./facts/texts";
import { tlsFacts } from "./facts/tls";
import { filterChainFromProto, type FilterChain } from "./filter-chain";
import { chainWaysFromMatcher } from "./matcher-words";
import { virtualHostDetails, type VirtualHostDetail } from "./route-detail";

/** One configuration of a listener that Envoy holds: what runs, what waits, what leaves, and what was refused. */
export type ListenerVersion = {
  readonly state: "static" | "active" | "warming" | "draining" | "error";
  readonly version?: string;
  readonly proto: ProtoObject;
};

/** A filter chain with everything that it does, its filters in their order. */
export type ChainDetail = {
  readonly chain: FilterChain;
  /** Ways of a `filter_chain_matcher` that lead to it; absent where the chain's own conditions decide. */
  readonly ways?: readonly string[];
  readonly tls: readonly Fact[];
  readonly networkFilters: readonly FilterFacts[];
  readonly httpFilters: readonly FilterFacts[];
  readonly accessLogs: readonly (readonly Fact[])[];
  /** Routes that stand in the chain itself. */
  readonly inlineRoutes: readonly VirtualHostDetail[];
};

export type ListenerDetail = {
  readonly facts: readonly Fact[];
  readonly listenerFilters: readonly FilterFacts[];
  readonly accessLogs: readonly (readonly Fact[])[];
  readonly chainCount: number;
  /** The chain at a place, the default one last. Read when it is looked at: a listener may have thousands. */
  readonly chainAt: (index: number) => ChainDetail | undefined;
};

const versionFields = [
  ["active", "active_state"],
  ["warming", "warming_state"],
  ["draining", "draining_state"],
] as const;

/** Every configuration in a listener's dump entry, what runs first. */
export function listenerVersions(value: unknown): readonly ListenerVersion[] {
  const own = objectField(value, "listener");
  if (own !== undefined) return [{ state: "static", proto: own }];
  const held = versionFields.flatMap(([state, key]): ListenerVersion[] => {
    const holder = objectField(value, key);
    const proto = objectField(holder, "listener");
    const version = textField(holder, "version_info");
    return proto === undefined ? [] : [{ state, proto, ...(version === undefined ? {} : { version }) }];
  });
  const failed = objectField(value, "error_state");
  const refused = objectField(failed, "failed_configuration");
  const version = textField(failed, "version_info");
  return refused === undefined
    ? held
    : [...held, { state: "error", proto: refused, ...(version === undefined ? {} : { version }) }];
}

const rules: readonly FactRule[] = [
  ["@type"],
  ["name"],
  ["metadata"],
  ["traffic_direction"],
  ["filter_chains"],
  ["default_filter_chain"],
  ["access_log"],
  ["listener_filters"],
  ["address"],
  ["filter_chain_matcher", "chainChoice", () => "filter_chain_matcher"],
  ["additional_addresses", "additionalAddresses", addressesText],
  ["bind_to_port", "bindToPort"],
  ["use_original_dst", "originalDst"],
  ["internal_listener", "internal", () => "true"],
  ["listener_filters_timeout", "listenerFiltersTimeout", timeoutText],
  ["per_connection_buffer_limit_bytes", "bufferLimit"],
  ["connection_balance_config", undefined],
];

function addressesText(value: unknown): string | undefined {
  return listText(value, (item) => {
    const socket = objectField(objectField(item, "address"), "socket_address");
    return socket === undefined
      ? jsonText(item)
      : `${textField(socket, "address") ?? ""}:${lineFromProto(field(socket, "port_value"))}`;
  });
}

/** A listener's configuration in words. */
export function listenerDetail(proto: ProtoObject): ListenerDetail {
  const chains = itemsField(proto, "filter_chains");
  const fallback = objectField(proto, "default_filter_chain");
  const matcher = objectField(proto, "filter_chain_matcher");
  const ways = matcher === undefined ? undefined : chainWaysFromMatcher(matcher);
  return {
    facts: factsFrom(proto, rules),
    listenerFilters: itemsField(proto, "listener_filters").map(filterFacts),
    accessLogs: itemsField(proto, "access_log").map(accessLogFacts),
    chainCount: chains.length + (fallback === undefined ? 0 : 1),
    chainAt: (index) => {
      const isDefault = index === chains.length && fallback !== undefined;
      const chain = isDefault ? fallback : chains[index];
      if (chain === undefined) return undefined;
      const found = isDefault ? undefined : ways?.get(textField(chain, "name") ?? "");
      return {
        ...chainDetail(chain, isDefault),
        ...(ways === undefined || isDefault ? {} : { ways: found ?? [] }),
      };
    },
  };
}

function chainDetail(proto: unknown, isDefault: boolean): ChainDetail {
  const filters = itemsField(proto, "filters");
  const contents = filters.map((filter) => anyField(filter, "typed_config").content);
  const http = contents.find((content) => field(content, "http_filters") !== undefined);
  const socket = anyField(objectField(proto, "transport_socket"), "typed_config");
  return {
    chain: filterChainFromProto(proto, isDefault),
    tls: socket.type.endsWith("DownstreamTlsContext")
      ? tlsFacts(socket.content)
      : factOf("tlsMode", socket.type.slice(socket.type.lastIndexOf(".") + 1)),
    networkFilters: filters.map(filterFacts),
    httpFilters: itemsField(http, "http_filters").map(filterFacts),
    accessLogs: contents.flatMap((content) => itemsField(content, "access_log").map(accessLogFacts)),
    inlineRoutes: virtualHostDetails(objectField(http, "route_config")),
  };
}
