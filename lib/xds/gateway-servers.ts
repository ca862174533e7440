import { listenersOf } from "./gateway-api-gateways";
import { parsedObjects, selectorMatches } from "./mesh-objects";
import { gatewaySchema } from "./networking-spec";
import { serviceRegistry, servicesOfWorkload } from "./service-registry";
import type { MeshObjects } from "./mesh-objects";
import type { XdsProxy } from "./proxy-scope";

/** One server of a Gateway as a gateway proxy listens for it. */
export type GatewayServer = {
  /** `namespace/name`, the form that VirtualServices refer to. */
  readonly gateway: string;
  readonly namespace: string;
  /** Port that clients of the gateway's Service use. */
  readonly port: number;
  /** Port that the proxy binds: the Service's target port, else the same. */
  readonly bindPort: number;
  readonly portName: string;
  readonly protocol: string;
  /** Hosts without their namespace part. */
  readonly hosts: readonly { readonly namespace: string; readonly host: string }[];
  readonly tlsMode: string | undefined;
  readonly credentialName: string | undefined;
  readonly httpsRedirect: boolean;
};

/** All servers of the Gateways (Istio's and Gateway API's) that pick this gateway proxy. */
export function gatewayServers(objects: MeshObjects, proxy: XdsProxy): readonly GatewayServer[] {
  const targets = targetPorts(objects, proxy);
  const bindPort = (port: number): number => targets.get(port) ?? port;
  const istio = parsedObjects(objects, "networking.istio.io/Gateway", gatewaySchema)
    .filter((object) => selectorMatches(object.spec.selector, proxy.labels))
    .flatMap((object) =>
      object.spec.servers.map((server) => ({
        gateway: `${object.namespace}/${object.name}`,
        namespace: object.namespace,
        port: server.port.number,
        bindPort: bindPort(server.port.number),
        portName: server.port.name ?? "",
        protocol: server.port.protocol.toUpperCase(),
        hosts: server.hosts.map((host) => splitHost(host, object.namespace)),
        tlsMode: server.tls?.mode,
        credentialName: server.tls?.credentialName,
        httpsRedirect: server.tls?.httpsRedirect === true,
      })),
    );
  return [...istio, ...gatewayApiServers(objects, proxy, bindPort)];
}

function gatewayApiServers(
  objects: MeshObjects,
  proxy: XdsProxy,
  bindPort: (port: number) => number,
): GatewayServer[] {
  const ownHosts = new Set(servicesOfWorkload(objects, proxy).map((service) => service.host));
  return listenersOf(objects)
    .filter(
      (listener) =>
        (proxy.labels["gateway.networking.k8s.io/gateway-name"] === listener.gateway.name &&
          proxy.namespace === listener.gateway.namespace) ||
        listener.serviceHosts.some((host) => ownHosts.has(host)),
    )
    .map((listener) => ({
      gateway: `${listener.gateway.namespace}/${listener.gatewayName}`,
      namespace: listener.gateway.namespace,
      port: listener.port,
      bindPort: bindPort(listener.port),
      portName: "default",
      protocol: listener.protocol.toUpperCase(),
      hosts: [{ namespace: "*", host: listener.hostname ?? "*" }],
      tlsMode: listener.protocol.toUpperCase() === "HTTPS" ? "SIMPLE" : undefined,
      credentialName: undefined,
      httpsRedirect: false,
    }));
}

function splitHost(entry: string, namespace: string): { namespace: string; host: string } {
  const [first = "", second] = entry.split("/");
  if (second === undefined) return { namespace: "*", host: first };
  return { namespace: first === "." ? namespace : first, host: second };
}

function targetPorts(objects: MeshObjects, proxy: XdsProxy): ReadonlyMap<number, number> {
  const ports = new Map<number, number>();
  for (const service of serviceRegistry(objects).values()) {
    if (service.namespace !== proxy.namespace || service.selector === undefined) continue;
    if (!selectorMatches(service.selector, proxy.labels)) continue;
    for (const port of service.ports)
      if (typeof port.targetPort === "number") ports.set(port.number, port.targetPort);
  }
  return ports;
}

/** True for servers whose requests get HTTP routes (plain, or TLS that the gateway ends itself). */
export function isHttpServer(server: GatewayServer): boolean {
  if (server.protocol === "HTTPS")
    return server.tlsMode !== "PASSTHROUGH" && server.tlsMode !== "AUTO_PASSTHROUGH";
  return server.protocol === "HTTP" || server.protocol === "HTTP2" || server.protocol === "GRPC";
}
