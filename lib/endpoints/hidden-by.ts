import type { HiddenBy } from "./model";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { exportedTo } from "@/lib/xds/mesh-objects";
import { proxyScope, sidecarFor, type XdsProxy } from "@/lib/xds/proxy-scope";
import { serviceRegistry } from "@/lib/xds/service-registry";

/** What keeps a host from a proxy; undefined when nothing that we know of does, or when the host is not known. */
export function hiddenBy(objects: MeshObjects, proxy: XdsProxy, host: string): HiddenBy | undefined {
  const service = serviceRegistry(objects).get(host);
  if (service === undefined) return undefined;
  if (!exportedTo(service.exportTo, service.namespace, proxy.namespace)) {
    const isEntry = service.registry === "External";
    const owner = isEntry ? entryOf(objects, service.namespace, host) : service.name;
    if (owner === undefined) return undefined;
    return {
      by: "export_to",
      ref: {
        apiVersion: isEntry ? "networking.istio.io/v1" : "v1",
        kind: isEntry ? "ServiceEntry" : "Service",
        namespace: service.namespace,
        name: owner,
      },
    };
  }
  const sidecar = sidecarFor(objects, proxy);
  if (sidecar === undefined || proxyScope(objects, proxy).services.some((one) => one.host === host))
    return undefined;
  const { namespace, name } = sidecar;
  return { by: "sidecar", ref: { apiVersion: "networking.istio.io/v1", kind: "Sidecar", namespace, name } };
}

function entryOf(objects: MeshObjects, namespace: string, host: string): string | undefined {
  return (objects["networking.istio.io/ServiceEntry"] ?? []).find(({ metadata, spec }) => {
    const hosts = spec?.["hosts"];
    return metadata.namespace === namespace && Array.isArray(hosts) && hosts.includes(host);
  })?.metadata.name;
}
