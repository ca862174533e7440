import type { Because } from "@/lib/proxies/explain/answer";
import { explainNetworkFilters } from "@/lib/proxies/explain/network-filters";
import { chooseChain, type ChosenChain } from "@/lib/proxies/explain-flow/choose-chain";
import { clusterWay } from "@/lib/proxies/explain-flow/cluster-way";
import { peerOf, seenConnections, type SeenConnection } from "@/lib/proxies/explain-flow/connection";
import { endsOf } from "@/lib/proxies/explain-flow/ends";
import type { Explanation } from "@/lib/proxies/explain-flow/explanation";
import { filtersStep } from "@/lib/proxies/explain-flow/filter-exits";
import { findListener, type FoundListener } from "@/lib/proxies/explain-flow/find-listener";
import type { FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowFacts } from "@/lib/proxies/explain-flow/flow-facts";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { httpWay } from "@/lib/proxies/explain-flow/http-way";
import { tableWithoutListener } from "@/lib/proxies/explain-flow/table-way";
import { addressStep } from "@/lib/proxies/explain-flow/address-step";
import { resolveHost, type ResolvedHost } from "@/lib/proxies/explain-flow/resolve-host";
import { rpcWay } from "@/lib/proxies/explain-flow/rpc-way";
import {
  after,
  because,
  chooseFrom,
  endWith,
  stepOf,
  wayOf,
  type Choice,
  type Rest,
} from "@/lib/proxies/explain-flow/way";
import { filterChainFromProto } from "@/lib/proxies/filter-chain";
import { chainMatchWords } from "@/lib/proxies/listener-words";
import { anyField, fieldAt, itemsField, objectField, textsField } from "@/lib/proxies/proto-json";

type Walk = {
  readonly dump: FlowDump;
  readonly facts: FlowFacts;
  readonly request: FlowRequest;
  /** How many of a route's skipped ones are worded. */
  readonly mostSkipped?: number | undefined;
};

/**
 * The way of a request through one proxy: listener, filter chain, filters, route, cluster, endpoints. What can't be told
 * from the dump and the facts is said and never guessed. `mostSkipped`: how many skipped routes are listed for each route.
 */
export function explainFlow(
  dump: FlowDump,
  facts: FlowFacts,
  request: FlowRequest,
  { mostSkipped }: { readonly mostSkipped?: number } = {},
): Explanation {
  const resolved = resolveHost(dump, facts, request);
  const steps = request.direction === "outbound" ? [addressStep(request, resolved)] : [];
  const rest = listenerWay({ dump, facts, request, mostSkipped }, addressFor(dump, facts, request, resolved));
  const way = wayOf({ name: "", sharePercent: 100, rest: after(steps, rest) });
  const ends = endsOf(way);
  return {
    way,
    ends,
    isCertain: ends.every(({ outcome, dependsOn }) => dependsOn.length === 0 && outcome.kind !== "unknown"),
  };
}

/** Where the connection goes: a sidecar's inbound side is met at its own address, a waypoint's at the service's. */
function addressFor(
  dump: FlowDump,
  facts: FlowFacts,
  request: FlowRequest,
  { addresses }: ResolvedHost,
): string | undefined {
  const isOwn = request.direction === "inbound" && dump.listenerNamed("main_internal") === undefined;
  return isOwn ? (request.ip ?? facts.podIp) : addresses[0];
}

/** A dump of route tables only still tells the route of a request that comes to its table. */
function withoutListeners(walk: Walk, ip: string | undefined): Rest {
  const open = because("no_listeners");
  const step = stepOf({ kind: "listener", name: "", tried: [], inspectors: [] }, "depends", open);
  const name = tableWithoutListener(walk.dump, walk.request);
  if (name === undefined) return endWith({ kind: "unknown", because: [open] }, [step]);
  const original = { ip, port: walk.request.port };
  const hcm = { rds: { route_config_name: name } };
  return after([step], httpWay({ ...walk, hcm, peer: {}, original }), [open]);
}

function listenerWay(walk: Walk, ip: string | undefined): Rest {
  if (walk.dump.listeners().length === 0) return withoutListeners(walk, ip);
  const search = findListener(walk.dump, walk.facts, walk.request, ip);
  const choices: Choice[] = search.found.map((found) => ({
    name: found.listener.name,
    dependsOn: found.dependsOn,
    rest: throughListener(walk, found, ip),
  }));
  const { otherwise } = search;
  if (otherwise !== undefined) {
    const step = stepOf(
      { kind: "listener", name: "", tried: [], inspectors: [] },
      otherwise.kind === "none" ? "fails" : "depends",
      otherwise.because,
    );
    const rest =
      otherwise.kind === "none"
        ? endWith({ kind: "closed", flag: "", because: otherwise.because }, [step])
        : endWith({ kind: "unknown", because: [otherwise.because] }, choices.length === 0 ? [step] : []);
    choices.push({ name: "", dependsOn: choices.length === 0 ? [] : [otherwise.because], rest });
  }
  return chooseFrom("listener", [], choices);
}

function throughListener(walk: Walk, found: FoundListener, ip: string | undefined): Rest {
  const { listener, says, tried, notes, port } = found;
  const variants = seenConnections(listener, walk.request, { ip, port });
  const step = stepOf(
    { kind: "listener", name: listener.name, tried, inspectors: variants[0]?.inspectors ?? [] },
    found.dependsOn.length > 0 ? "depends" : "passes",
    says,
    { notes, resource: listener.link },
  );
  return chooseFrom(
    "filter_chain",
    [step],
    variants.flatMap((seen) => chainChoices(walk, found, seen)),
  );
}

function chainChoices(walk: Walk, found: FoundListener, seen: SeenConnection): readonly Choice[] {
  const choice = chooseChain(found.listener.proto, seen.connection);
  return choice.chains.map((chain) => ({
    name: nameOf(chain),
    dependsOn: [
      ...seen.dependsOn,
      ...(choice.chains.length > 1 ? chainConditions(chain, choice.dependsOn) : []),
    ],
    rest: chainWay(walk, found, chain, seen, [...seen.dependsOn, ...choice.dependsOn]),
  }));
}

function nameOf(chain: ChosenChain): string {
  return chain.kind === "closed" ? "" : chain.conditions.name;
}

/** What tells the chain from the others that are possible: its own condition, as far as it is about what is open. */
function chainConditions(chain: ChosenChain, dependsOn: readonly Because[]): readonly Because[] {
  const facts = dependsOn.map(({ code }) => code.replace("fact_", "")).join(",");
  if (chain.kind === "closed") return [because("chain_other", { facts })];
  const words = conditionsOf(chain);
  return [
    words === "" || words === "ALL"
      ? because("chain_other", { facts })
      : because("chain_if", { conditions: words, facts }),
  ];
}

function conditionsOf(chain: Extract<ChosenChain, { kind: "chain" }>): string {
  return chain.isDefault ? "" : chainMatchWords(filterChainFromProto(chain.chain, false).match);
}

function chainWay(
  walk: Walk,
  found: FoundListener,
  chain: ChosenChain,
  seen: SeenConnection,
  open: readonly Because[],
): Rest {
  const chains = itemsField(found.listener.proto, "filter_chains").length;
  if (chain.kind === "closed") {
    const says = because("chain_none", { listener: found.listener.name });
    const step = stepOf(
      { kind: "filter_chain", name: "", isDefault: false, conditions: "", chains },
      "fails",
      says,
      {
        resource: found.listener.link,
      },
    );
    return endWith({ kind: "closed", flag: "NR", because: says }, [step]);
  }
  const tls = downstreamTls(chain.chain);
  const isTls = seen.isEncrypted;
  const code = chain.isDefault ? "chain_default" : open.length > 0 ? "chain_possible" : "chain";
  const conditions = conditionsOf(chain);
  const step = stepOf(
    {
      kind: "filter_chain",
      name: chain.conditions.name,
      isDefault: chain.isDefault,
      conditions,
      chains,
      ...(tls === undefined ? {} : { tls }),
    },
    open.length > 0 ? "depends" : "passes",
    because(code, { name: chain.conditions.name, conditions, chains: `${chains}` }),
    {
      resource: found.listener.link,
      notes: tls === undefined ? [] : [because(tls.requiresClientCertificate ? "tls_mutual" : "tls_ends")],
    },
  );
  const refusal = tlsRefusal(walk.request, tls, isTls);
  if (refusal !== undefined)
    return endWith({ kind: "closed", flag: "", because: refusal }, [{ ...step, verdict: "fails" }]);
  return after([step], networkWay(walk, found, chain.chain, seen, tls !== undefined));
}

function downstreamTls(chain: unknown) {
  const { type, content } = anyField(objectField(chain, "transport_socket"), "typed_config");
  if (!type.endsWith("DownstreamTlsContext")) return undefined;
  const common = objectField(content, "common_tls_context");
  return {
    requiresClientCertificate: fieldAt(content, "require_client_certificate") === true,
    secrets: filterChainFromProto(chain, false).tls?.secrets ?? [],
    protocols: textsField(common, "alpn_protocols"),
  };
}

/** Why a handshake can't succeed; undefined when it can, or when nobody knows. */
function tlsRefusal(
  request: FlowRequest,
  tls: ReturnType<typeof downstreamTls>,
  isTls: boolean,
): Because | undefined {
  if (tls === undefined) return undefined;
  if (!isTls) return because("plain_to_tls");
  const { principal } = request.caller;
  return tls.requiresClientCertificate && principal === "" ? because("certificate_wanted") : undefined;
}

function networkWay(
  walk: Walk,
  found: FoundListener,
  chain: unknown,
  seen: SeenConnection,
  endsTls: boolean,
): Rest {
  const { connection, isEncrypted: isTls } = seen;
  const to = connection.destination;
  const peer = peerOf(walk.request, to, {
    isTls,
    endsTls,
    serverName: connection.serverName,
    isTunnelled: found.listener.isInternal,
    hasProxyLine: itemsField(found.listener.proto, "listener_filters").some((filter) =>
      anyField(filter, "typed_config").type.endsWith(".ProxyProtocol"),
    ),
  });
  const path = explainNetworkFilters(chain, peer);
  const filters = filtersStep("network_filters", path.steps);
  const steps = path.steps.length === 0 ? [] : [filters.step];
  if (filters.ended !== undefined) return endWith(filters.ended, steps);
  const { end } = path;
  switch (end.kind) {
    case "http": {
      const wrong = notHttp(walk.request, isTls, endsTls);
      if (wrong !== undefined) return endWith({ kind: "closed", flag: "DPE", because: wrong }, steps);
      return after(
        steps,
        httpWay({ ...walk, listener: found.listener, hcm: end.hcm, peer, original: to }),
        filters.dependsOn,
      );
    }
    case "tcp": {
      const whole = end.clusters.reduce((sum, { weight }) => sum + weight, 0);
      const choices = end.clusters.map(({ cluster, weight }) => ({
        name: cluster,
        sharePercent: whole === 0 ? undefined : (100 * weight) / whole,
        rest: clusterWay(walk.dump, walk.facts, { name: cluster, protocol: "tcp", original: to }),
      }));
      return after([], chooseFrom("cluster", steps, choices), filters.dependsOn);
    }
    case "rpc":
      return after(
        steps,
        rpcWay({ dump: walk.dump, facts: walk.facts, original: to }, end.table),
        filters.dependsOn,
      );
    case "closed":
      return endWith(
        { kind: "closed", flag: "", because: because("filter_closes", { name: end.by, rule: "" }) },
        steps,
      );
    case "opaque":
      return endWith({ kind: "unknown", because: [because("network_opaque")] }, steps);
  }
}

/** Bytes that an HTTP connection manager can't read. */
function notHttp(request: FlowRequest, isTls: boolean, endsTls: boolean): Because | undefined {
  if (request.scheme === "tcp") return because("not_http");
  return isTls && !endsTls ? because("tls_to_http") : undefined;
}
