import type { GatewayBinding } from "@/lib/causes/evidence";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { gatewayServers, type GatewayServer } from "@/lib/xds/gateway-servers";
import { hostsOverlap } from "@/lib/xds/host";
import { parsedObjects, type MeshObjects } from "@/lib/xds/mesh-objects";
import { gatewaySchema } from "@/lib/xds/networking-spec";
import type { XdsProxy } from "@/lib/xds/proxy-scope";
import { virtualServices, type XdsVirtualService } from "@/lib/xds/virtual-services";

const istio = "networking.istio.io/v1";

/**
 * How each VirtualService that should take requests at the gateway `proxy` is bound to it: those with a route to
 * `service`, or with the host that was asked for. Source: istiod's gateway route building.
 */
export function gatewayBindings(
  objects: MeshObjects,
  proxy: XdsProxy,
  wanted: { readonly service?: string | undefined; readonly host?: string | undefined },
): readonly GatewayBinding[] {
  const servers = gatewayServers(objects, proxy);
  return virtualServices(objects)
    .filter((virtual) => !virtual.gatewaySemantics && leadsTo(virtual, wanted))
    .flatMap((virtual) => bindingsOf(objects, servers, virtual));
}

function leadsTo(
  { hosts, http, tls, tcp }: XdsVirtualService,
  wanted: { readonly service?: string | undefined; readonly host?: string | undefined },
): boolean {
  const asked = wanted.host;
  if (asked !== undefined && asked !== wanted.service && hosts.some((host) => hostsOverlap(host, asked)))
    return true;
  return [...http, ...tls, ...tcp].some(
    ({ route }) => route?.some(({ destination }) => destination.host === wanted.service) === true,
  );
}

function bindingsOf(
  objects: MeshObjects,
  servers: readonly GatewayServer[],
  virtual: XdsVirtualService,
): readonly GatewayBinding[] {
  const { namespace, name, hosts } = virtual;
  const virtualService: ObjectRef = { apiVersion: istio, kind: "VirtualService", namespace, name };
  const named = virtual.gateways.filter((gateway) => gateway !== "mesh");
  if (named.length === 0)
    return [{ virtualService, state: "mesh_only", detail: hosts.join(", "), redirects: false }];
  return named.map((text) => {
    const [at = "", own = ""] = text.split("/");
    const gateway: ObjectRef = { apiVersion: istio, kind: "Gateway", namespace: at, name: own };
    const base = { virtualService, redirects: false };
    const exists =
      parsedObjects(objects, "networking.istio.io/Gateway", gatewaySchema).some(
        (object) => object.namespace === at && object.name === own,
      ) || servers.some((server) => server.gateway === text);
    if (!exists) return { ...base, state: "gateway_missing", detail: text };
    const here = servers.filter((server) => server.gateway === text);
    if (here.length === 0) return { ...base, gateway, state: "gateway_elsewhere", detail: text };
    const serving = here.filter((server) => serves(server, virtual));
    if (serving.length === 0) {
      const detail = [...new Set(here.flatMap((server) => server.hosts.map(({ host }) => host)))].join(", ");
      return { ...base, gateway, state: "host_not_served", detail };
    }
    const secret = serving.find(({ credentialName }) => credentialName !== undefined)?.credentialName;
    return {
      virtualService,
      gateway,
      state: "bound",
      detail: hosts.join(", "),
      redirects: serving.some(({ httpsRedirect }) => httpsRedirect),
      ...(secret === undefined ? {} : { secret }),
    };
  });
}

function serves(server: GatewayServer, virtual: XdsVirtualService): boolean {
  return server.hosts.some(
    ({ namespace, host }) =>
      (namespace === "*" || namespace === virtual.namespace) &&
      virtual.hosts.some((own) => hostsOverlap(own, host)),
  );
}
