import { lower } from "@/lib/proxies/explain/string-match";
import { booleanField, itemsField, textField, textsField } from "@/lib/proxies/proto-json";

/** A virtual host and the domain that took the request. */
export type FoundHost = {
  readonly host: unknown;
  readonly name: string;
  readonly domain: string;
  readonly rule: "exact" | "suffix" | "prefix" | "any";
};

/**
 * The virtual host for an authority: the exact domain, then the longest `*suffix`, then the longest `prefix*`, then `*`.
 * Case does not count; a wildcard stands for at least one character. Source: Envoy's RouteMatcher::findVirtualHost.
 */
export function findVirtualHost(routeConfig: unknown, authority: string): FoundHost | undefined {
  const wanted = lower(
    booleanField(routeConfig, "ignore_port_in_host_matching") ? withoutPort(authority) : authority,
  );
  let best: (FoundHost & { readonly rank: number }) | undefined;
  for (const host of itemsField(routeConfig, "virtual_hosts")) {
    for (const domain of textsField(host, "domains")) {
      const found = rankOf(lower(domain), wanted);
      if (found === undefined || found.rank <= (best?.rank ?? -1)) continue;
      best = { host, name: textField(host, "name") ?? "", domain, ...found };
    }
  }
  return best;
}

const ranks = { exact: 3e6, suffix: 2e6, prefix: 1e6, any: 0 } as const;

function rankOf(
  domain: string,
  authority: string,
): { readonly rule: FoundHost["rule"]; readonly rank: number } | undefined {
  if (domain === "*") return { rule: "any", rank: ranks.any };
  if (authority === "") return undefined;
  if (domain === authority) return { rule: "exact", rank: ranks.exact };
  if (domain.length - 1 >= authority.length) return undefined;
  if (domain.startsWith("*") && authority.endsWith(domain.slice(1))) {
    return { rule: "suffix", rank: ranks.suffix + domain.length };
  }
  if (domain.endsWith("*") && authority.startsWith(domain.slice(0, -1))) {
    return { rule: "prefix", rank: ranks.prefix + domain.length };
  }
  return undefined;
}

/** The host without its port; an IPv6 address keeps its brackets. Source: Envoy's HeaderUtility::getPortStart. */
export function withoutPort(authority: string): string {
  const colon = authority.lastIndexOf(":");
  return colon < 0 || authority.lastIndexOf("]") > colon ? authority : authority.slice(0, colon);
}
