import type { XdsService } from "./service-registry";

/**
 * Names by which callers in `namespace` reach a service: its host and aliases, their short forms, the names of single
 * pods of a headless service, its addresses. `short` are those that give way to a service which has them for a host.
 * Source: istiod's generateVirtualHostDomains.
 */
export function serviceDomains(
  service: XdsService,
  namespace: string,
  aliases: readonly string[],
): { readonly domains: readonly string[]; readonly short: ReadonlySet<string> } {
  const hosts = [service.host, ...aliases];
  const names = hosts.flatMap((host) => [host, ...shortNames(host, namespace)]);
  const headless = service.registry === "Kubernetes" && service.resolution === "passthrough";
  return {
    domains: [...names, ...(headless ? names.map((name) => `*.${name}`) : []), ...service.vips],
    short: new Set(hosts.flatMap((host) => shortNames(host, namespace))),
  };
}

/** Source: istiod's GenerateAltVirtualHosts for a proxy of a Kubernetes cluster. */
function shortNames(host: string, namespace: string, clusterDomain = "cluster.local"): readonly string[] {
  const absolute = isAddress(host) ? [] : [`${host}.`];
  if (!host.endsWith(`.svc.${clusterDomain}`)) return absolute;
  const [name = "", ownNamespace = "", ...rest] = host.slice(0, -`.svc.${clusterDomain}`.length).split(".");
  if (ownNamespace === "") return absolute;
  const short = [name, ownNamespace, ...rest].join(".");
  const near = [ownNamespace, ...rest].join(".") === namespace ? [name] : [];
  return [...absolute, ...near, `${short}.svc`, short];
}

function isAddress(host: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(":");
}
