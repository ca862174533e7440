/**
 * The FQDN of a destination or rule host: a name without a dot is completed with `namespace`; one with a dot is kept,
 * even `reviews.bookinfo`. Source: istiod's ResolveShortnameToFQDN.
 */
export function resolveHost(host: string, namespace: string, domain = "cluster.local"): string {
  if (host === "" || host.includes(".") || host.includes("*")) return host;
  return `${host}.${namespace}.svc.${domain}`;
}

/** True when `pattern` (exact, `*.suffix`, `prefix.*` or `*`) covers `host`, which may be a wildcard itself. */
export function hostCovers(pattern: string, host: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = host.toLowerCase();
  if (wanted === "*") return true;
  if (wanted.startsWith("*")) return given.endsWith(wanted.slice(1));
  if (wanted.endsWith("*")) return given.startsWith(wanted.slice(0, -1));
  return wanted === given;
}

/** True when one of two hosts, wildcards included, covers the other. Source: istiod's host.Name.Matches. */
export function hostsOverlap(a: string, b: string): boolean {
  return hostCovers(a, b) || hostCovers(b, a);
}

/** The narrower of two hosts when one covers the other; undefined when they have nothing in common. */
export function hostIntersection(a: string, b: string): string | undefined {
  if (hostCovers(a, b)) return b;
  return hostCovers(b, a) ? a : undefined;
}
