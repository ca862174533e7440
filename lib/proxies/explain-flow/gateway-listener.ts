import type { Because } from "@/lib/proxies/explain/answer";
import type { FlowDump, FlowListener } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowFacts } from "@/lib/proxies/explain-flow/flow-facts";
import type { ListenerSearch } from "@/lib/proxies/explain-flow/find-listener";
import { because } from "@/lib/proxies/explain-flow/way";
import { itemsField, textField } from "@/lib/proxies/proto-json";

/**
 * The listener of a gateway for the port that a caller names: that of the port itself, or that of the container's port
 * behind it, which the gateway's Service tells, or the port in the names of the gateway's virtual hosts.
 */
export function findGatewayListener(
  dump: FlowDump,
  facts: FlowFacts,
  port: number,
  ip: string | undefined,
): ListenerSearch {
  const mapped = portOfService(facts, port, ip);
  if (mapped !== undefined) {
    const listener = boundAt(dump, mapped.to);
    if (listener !== undefined)
      return found(listener, mapped.to, [
        because("service_port", { service: mapped.service, port: `${port}`, target: `${mapped.to}` }),
      ]);
  }
  const direct = boundAt(dump, port);
  if (direct !== undefined) return found(direct, port, []);
  const target = portOfHosts(dump, port);
  const listener = target === undefined ? undefined : boundAt(dump, target);
  if (target !== undefined && listener !== undefined)
    return found(listener, target, [because("gateway_port", { port: `${port}`, target: `${target}` })]);
  const ports = dump
    .listeners()
    .filter(({ isBound, addresses }) => isBound && addresses.length > 0)
    .flatMap(({ addresses }) => addresses.map((address) => address.slice(address.lastIndexOf(":") + 1)));
  return {
    found: [],
    otherwise: {
      kind: "none",
      because: because("no_gateway_listener", { port: `${port}`, ports: [...new Set(ports)].join(", ") }),
    },
  };
}

function found(listener: FlowListener, port: number, notes: readonly Because[]): ListenerSearch {
  const says = because("listener_bound", { address: listener.addresses[0] ?? "", name: listener.name });
  return { found: [{ listener, says, port, tried: [], notes, dependsOn: [] }] };
}

function boundAt(dump: FlowDump, port: number): FlowListener | undefined {
  return dump
    .listeners()
    .find(({ isBound, addresses }) => isBound && addresses.some((address) => address.endsWith(`:${port}`)));
}

/** The container's port behind a port of a Service that selects this proxy. */
function portOfService(
  { services = [], labels }: FlowFacts,
  port: number,
  ip: string | undefined,
): { readonly service: string; readonly to: number } | undefined {
  if (labels === undefined) return undefined;
  for (const service of services) {
    const { selector } = service;
    if (selector === undefined || Object.keys(selector).length === 0) continue;
    if (!Object.entries(selector).every(([key, value]) => labels[key] === value)) continue;
    if (ip !== undefined && service.addresses.length > 0 && !service.addresses.includes(ip)) continue;
    const own = service.ports.find((each) => each.port === port);
    if (own?.targetPort !== undefined)
      return { service: `${service.namespace}/${service.name}`, to: own.targetPort };
  }
  return undefined;
}

/** Istio names a gateway's routes after the container's port and its virtual hosts after the Gateway's. */
export function portOfHosts(dump: FlowDump, port: number): number | undefined {
  for (const { name } of dump.reader.ofSection("routes")) {
    const target = /^http\.(\d+)$/.exec(name)?.[1];
    if (target === undefined) continue;
    const hosts = itemsField(dump.routeTable(name)?.proto, "virtual_hosts");
    if (hosts.some((host) => textField(host, "name")?.endsWith(`:${port}`) === true)) return Number(target);
  }
  return undefined;
}
