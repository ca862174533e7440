import { serviceOfHost } from "@/lib/security/backend-host";
import { hostCovers } from "@/lib/xds/host";
import { rootNamespace } from "@/lib/xds/mesh-objects";

/**
 * Egress hosts of a Sidecar that leave in what was seen to be called: the control plane's namespace, then one entry
 * for each host, sorted. Services of the namespace itself are named by `./`, other services by their namespace, and
 * outside hosts by any. What was not called in the time that was looked at is missing.
 */
export function egressHostsFromCalls(namespace: string, calledHosts: readonly string[]): readonly string[] {
  const entries = calledHosts.map((host) => {
    const service = serviceOfHost(host);
    if (service === undefined) return `*/${host}`;
    return service.namespace === namespace ? `./${host}` : `${service.namespace}/${host}`;
  });
  const own = `${rootNamespace}/*`;
  const others = [...new Set(entries)].filter((entry) => !entry.startsWith(`${rootNamespace}/`));
  return [...(namespace === rootNamespace ? ["./*"] : [own]), ...others.toSorted()];
}

/**
 * Whether proxies of `namespace` with these egress hosts learn of a called host. Where a host is no Kubernetes service,
 * nobody knows from its name in which namespace its ServiceEntry stands: any then counts.
 */
export function isCovered(host: string, egressHosts: readonly string[], namespace: string): boolean {
  const home = serviceOfHost(host)?.namespace;
  return egressHosts.some((entry) => {
    const [place = "", pattern = ""] = entry.split("/");
    const wanted = place === "." ? namespace : place;
    return (
      (wanted === "*" || home === undefined || wanted === home) && wanted !== "~" && hostCovers(pattern, host)
    );
  });
}
