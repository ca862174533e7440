import { portStart } from "@/lib/proxies/explain/normal-host";
import { lower } from "@/lib/proxies/explain/string-match";
import { booleanField, itemsField, textField, textsField } from "@/lib/proxies/proto-json";

/** A virtual host and the domain that took the request. */
export type FoundHost = {
  readonly host: unknown;
  readonly name: string;
  readonly domain: string;
  readonly rule: "exact" | "suffix" | "prefix" | "any";
};

type HostIndex = {
  readonly exact: ReadonlyMap<string, FoundHost>;
  /** The text behind or before the star, longest first. */
  readonly suffixes: readonly Wildcard[];
  readonly prefixes: readonly Wildcard[];
  readonly any: FoundHost | undefined;
};
type Wildcard = { readonly length: number; readonly hosts: ReadonlyMap<string, FoundHost> };

const indexes = new WeakMap<object, HostIndex>();

/**
 * The virtual host for an authority: the exact domain, then the longest `*suffix`, then the longest `prefix*`, then `*`.
 * Case does not count; a wildcard stands for at least one character. Source: Envoy's RouteMatcher::findVirtualHost.
 */
export function findVirtualHost(routeConfig: unknown, authority: string): FoundHost | undefined {
  if (typeof routeConfig !== "object" || routeConfig === null) return undefined;
  let index = indexes.get(routeConfig);
  if (index === undefined) indexes.set(routeConfig, (index = indexOf(routeConfig)));
  const wanted = lower(
    booleanField(routeConfig, "ignore_port_in_host_matching") ? withoutPort(authority) : authority,
  );
  if (wanted === "") return index.any;
  const exact = index.exact.get(wanted);
  if (exact !== undefined) return exact;
  for (const { length, hosts } of index.suffixes) {
    const found = length < wanted.length ? hosts.get(wanted.slice(wanted.length - length)) : undefined;
    if (found !== undefined) return found;
  }
  for (const { length, hosts } of index.prefixes) {
    const found = length < wanted.length ? hosts.get(wanted.slice(0, length)) : undefined;
    if (found !== undefined) return found;
  }
  return index.any;
}

/** Domains by rule. Of a domain that stands twice, which Envoy refuses, the first counts. */
function indexOf(routeConfig: object): HostIndex {
  const exact = new Map<string, FoundHost>();
  const suffixes = new Map<string, FoundHost>();
  const prefixes = new Map<string, FoundHost>();
  let any: FoundHost | undefined;
  const put = (into: Map<string, FoundHost>, key: string, found: FoundHost) => {
    if (!into.has(key)) into.set(key, found);
  };
  for (const host of itemsField(routeConfig, "virtual_hosts")) {
    const name = textField(host, "name") ?? "";
    for (const domain of textsField(host, "domains")) {
      const folded = lower(domain);
      if (folded === "*") any ??= { host, name, domain, rule: "any" };
      else if (folded.startsWith("*")) put(suffixes, folded.slice(1), { host, name, domain, rule: "suffix" });
      else if (folded.endsWith("*"))
        put(prefixes, folded.slice(0, -1), { host, name, domain, rule: "prefix" });
      else put(exact, folded, { host, name, domain, rule: "exact" });
    }
  }
  return { exact, suffixes: byLength(suffixes), prefixes: byLength(prefixes), any };
}

function byLength(hosts: ReadonlyMap<string, FoundHost>): readonly Wildcard[] {
  const groups = new Map<number, Map<string, FoundHost>>();
  for (const [key, host] of hosts) {
    const group = groups.get(key.length) ?? new Map<string, FoundHost>();
    groups.set(key.length, group.set(key, host));
  }
  return [...groups]
    .map(([length, group]) => ({ length, hosts: group }))
    .toSorted((left, right) => right.length - left.length);
}

/** The host without its port; an IPv6 address keeps its brackets. Source: Envoy's HeaderUtility::getPortStart. */
export function withoutPort(authority: string): string {
  const colon = portStart(authority);
  return colon < 0 ? authority : authority.slice(0, colon);
}
