import type { XdsService } from "./service-registry";
import type { XdsVirtualService } from "./virtual-services";

/**
 * For each service the VirtualService that names it most specifically: its host, else the longest wildcard; of equals
 * the first. Source: istiod's computeWildcardHostVirtualServiceIndex.
 */
export function wildcardOwners(
  virtualServices: readonly XdsVirtualService[],
  services: readonly XdsService[],
): ReadonlyMap<string, XdsVirtualService> {
  const owners = new Map<string, XdsVirtualService>();
  const exact = new Map<string, XdsVirtualService>();
  const wildcards = new Map<string, XdsVirtualService>();
  for (const virtual of virtualServices)
    for (const host of virtual.hosts) {
      const index = host.startsWith("*") ? wildcards : exact;
      if (!index.has(host)) index.set(host, virtual);
    }
  if (wildcards.size === 0) return owners;
  const longestFirst = [...wildcards].toSorted(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
  for (const { host } of services) {
    const needle = host.startsWith("*") ? host.slice(1) : host;
    const own = host.startsWith("*") ? wildcards.get(host) : exact.get(host);
    const owner = own ?? longestFirst.find(([pattern]) => needle.endsWith(pattern.slice(1)))?.[1];
    if (owner !== undefined) owners.set(host, owner);
  }
  return owners;
}
