import type { ServiceId } from "@/lib/mesh/ids";

/** The FQDN of a Kubernetes service: `reviews.bookinfo.svc.cluster.local`. */
export function hostFromService(id: Pick<ServiceId, "namespace" | "name">, domain = "cluster.local"): string {
  return `${id.name}.${id.namespace}.svc.${domain}`;
}

/**
 * Service name and namespace that `host` means when it is read in `fromNamespace`; undefined for a host that is no
 * Kubernetes service (wildcard, IP, other domain). Short names resolve in the namespace of the object that holds
 * them (Istio's rule for VirtualService and DestinationRule hosts).
 */
export function serviceFromHost(
  host: string,
  fromNamespace: string,
): { namespace: string; name: string } | undefined {
  if (host === "" || host.includes("*") || host.includes(":") || /^\d+(\.\d+){3}$/.test(host))
    return undefined;
  const [name = "", namespace, svc] = host.split(".");
  if (namespace === undefined) return { namespace: fromNamespace, name };
  if (host.split(".").length === 2) return { namespace, name };
  return svc === "svc" ? { namespace, name } : undefined;
}
