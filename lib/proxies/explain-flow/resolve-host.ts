import { parseIp } from "@/lib/proxies/explain/ip-range";
import { lower } from "@/lib/proxies/explain/string-match";
import type { FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowFacts, FlowService } from "@/lib/proxies/explain-flow/flow-facts";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { anyField, itemsField, textsField } from "@/lib/proxies/proto-json";
import { clusterWeightsFromProto } from "@/lib/proxies/route";

export type ResolvedHost = {
  /** IP addresses that the host stands for; empty when nothing at hand says so. */
  readonly addresses: readonly string[];
  readonly service?: FlowService;
  readonly from: "given" | "literal" | "service" | "route" | "listener" | "nothing";
};

/** The IP addresses of a host: itself, a service's, those beside it in a route table's domains, or of a TCP listener. */
export function resolveHost(
  dump: FlowDump,
  facts: FlowFacts,
  to: { readonly host: string; readonly port: number; readonly ip?: string | undefined },
): ResolvedHost {
  const names = namesOf(lower(to.host), facts.namespace);
  const service = facts.services?.find(
    (one) => names.includes(lower(one.host)) || (to.ip !== undefined && one.addresses.includes(to.ip)),
  );
  const known = service === undefined ? {} : { service };
  if (to.ip !== undefined) return { addresses: [to.ip], from: "given", ...known };
  const literal = to.host.replace(/^\[|\]$/g, "");
  if (parseIp(literal) !== undefined) {
    const owner = facts.services?.find(({ addresses }) => addresses.includes(literal));
    return { addresses: [literal], from: "literal", ...(owner === undefined ? {} : { service: owner }) };
  }
  if (service !== undefined && service.addresses.length > 0)
    return { addresses: service.addresses, from: "service", service };
  const beside = besideInRoutes(dump, names, to.port);
  if (beside.length > 0) return { addresses: beside, from: "route", ...known };
  const own = ofListeners(dump, names, to.port);
  return { addresses: own, from: own.length > 0 ? "listener" : "nothing", ...known };
}

/** The host as a pod of `namespace` may write it, in full. */
function namesOf(host: string, namespace: string | undefined): readonly string[] {
  const bare = host.replace(/\.$/, "");
  if (bare === "") return [];
  const near = namespace === undefined ? [] : [`${bare}.${namespace}.svc.cluster.local`];
  return [bare, ...near, `${bare}.svc.cluster.local`, `${bare}.cluster.local`];
}

function besideInRoutes(dump: FlowDump, names: readonly string[], port: number): readonly string[] {
  const table = dump.routeTable(String(port));
  for (const host of itemsField(table?.proto, "virtual_hosts")) {
    const domains = textsField(host, "domains").map((domain) => withoutOwnPort(lower(domain), port));
    if (!domains.some((domain) => names.includes(domain))) continue;
    return domains
      .map((domain) => domain.replace(/^\[|\]$/g, ""))
      .filter((domain) => parseIp(domain) !== undefined);
  }
  return [];
}

const withoutOwnPort = (domain: string, port: number) =>
  domain.endsWith(`:${port}`) ? domain.slice(0, -`:${port}`.length) : domain;

/** A TCP service's listener has its address in its own and its host in its cluster's name. */
function ofListeners(dump: FlowDump, names: readonly string[], port: number): readonly string[] {
  return dump.listeners().flatMap((listener) => {
    const own = listener.addresses.filter((address) => address.endsWith(`:${port}`) && !isAny(address));
    if (own.length === 0) return [];
    const hosts = itemsField(listener.proto, "filter_chains").flatMap((chain) =>
      itemsField(chain, "filters").flatMap((filter) =>
        clusterWeightsFromProto(anyField(filter, "typed_config").content).map(
          ({ cluster }) => parseEnvoyClusterName(cluster)?.host ?? "",
        ),
      ),
    );
    if (!hosts.some((host) => names.includes(lower(host)))) return [];
    return own.map((address) => address.slice(0, address.lastIndexOf(":")).replace(/^\[|\]$/g, ""));
  });
}

/** Whether it is the address of all interfaces. */
export function isAny(address: string): boolean {
  return address.startsWith("0.0.0.0:") || address.startsWith("[::]:");
}
