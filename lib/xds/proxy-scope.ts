import { hostCovers, hostsOverlap, resolveHost } from "./host";
import { meshConfig } from "./mesh-config";
import { exportedTo, parsedObjects, rootNamespace, selectorMatches } from "./mesh-objects";
import { sidecarSchema } from "./networking-spec";
import { serviceRegistry } from "./service-registry";
import { meshVirtualServices } from "./virtual-services";
import type { MeshObjects, Parsed } from "./mesh-objects";
import type { SidecarSpec } from "./networking-spec";
import type { XdsService } from "./service-registry";
import type { XdsVirtualService } from "./virtual-services";

/** Whose configuration it is: namespace and labels decide; a gateway has no Sidecar and takes Gateways. */
export type XdsProxy = {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly gateway?: boolean;
};

/** What a proxy can see of the mesh. */
export type ProxyScope = {
  readonly sidecar: { readonly namespace: string; readonly name: string } | undefined;
  readonly outboundMode: "ALLOW_ANY" | "REGISTRY_ONLY";
  readonly services: readonly XdsService[];
  /** Those of the gateway `mesh`, in istiod's order of precedence. */
  readonly virtualServices: readonly XdsVirtualService[];
};

type Egress = { readonly namespace: string; readonly host: string; readonly port: number | undefined };

/**
 * The Sidecar that applies to a workload: one that selects it, else its namespace's, else the root namespace's; the
 * oldest of equals. Undefined for none and for gateways.
 */
export function sidecarFor(objects: MeshObjects, proxy: XdsProxy): Parsed<SidecarSpec> | undefined {
  if (proxy.gateway === true) return undefined;
  const all = parsedObjects(objects, "networking.istio.io/Sidecar", sidecarSchema);
  const own = all.filter((sidecar) => sidecar.namespace === proxy.namespace);
  const selects = (sidecar: Parsed<SidecarSpec>): boolean =>
    Object.keys(sidecar.spec.workloadSelector?.labels ?? {}).length > 0;
  return (
    own.find(
      (sidecar) => selects(sidecar) && selectorMatches(sidecar.spec.workloadSelector?.labels, proxy.labels),
    ) ??
    own.find((sidecar) => !selects(sidecar)) ??
    all.find((sidecar) => sidecar.namespace === rootNamespace && !selects(sidecar))
  );
}

const scopes = new WeakMap<MeshObjects, Map<string, ProxyScope>>();

/** The services and VirtualServices that a proxy is sent, after exportTo and Sidecar egress hosts. */
export function proxyScope(objects: MeshObjects, proxy: XdsProxy): ProxyScope {
  const known = scopes.get(objects) ?? new Map<string, ProxyScope>();
  scopes.set(objects, known);
  const key = JSON.stringify([proxy.namespace, proxy.gateway === true, proxy.labels]);
  const scope = known.get(key) ?? buildScope(objects, proxy);
  known.set(key, scope);
  return scope;
}

function buildScope(objects: MeshObjects, proxy: XdsProxy): ProxyScope {
  const sidecar = sidecarFor(objects, proxy);
  const services = [...serviceRegistry(objects).values()].filter((service) =>
    exportedTo(service.exportTo, service.namespace, proxy.namespace),
  );
  const virtual = meshVirtualServices(objects, proxy.namespace);
  const mode = sidecar?.spec.outboundTrafficPolicy?.mode ?? meshConfig(objects).outboundTrafficPolicy?.mode;
  const outboundMode = mode === "REGISTRY_ONLY" ? "REGISTRY_ONLY" : "ALLOW_ANY";
  const shared = {
    sidecar: sidecar === undefined ? undefined : { namespace: sidecar.namespace, name: sidecar.name },
    outboundMode,
  } as const;
  if (sidecar?.spec.egress === undefined || sidecar.spec.egress.length === 0)
    return { ...shared, services, virtualServices: virtual };
  const egress = egressOf(sidecar.spec, proxy.namespace);
  const selected = virtual.filter((service) =>
    egress.some(
      (entry) =>
        inNamespace(entry, service.namespace) &&
        service.hosts.some((host) =>
          service.gatewaySemantics ? hostCovers(entry.host, host) : hostsOverlap(entry.host, host),
        ),
    ),
  );
  return { ...shared, services: narrowServices(services, egress, selected), virtualServices: selected };
}

function egressOf(spec: SidecarSpec, namespace: string): readonly Egress[] {
  return (spec.egress ?? []).flatMap((listener) =>
    listener.hosts.map((entry) => {
      const [first = "", second] = entry.split("/");
      const place = second === undefined ? "*" : first;
      return {
        namespace: place === "." ? namespace : place,
        host: second ?? first,
        port: listener.port?.number,
      };
    }),
  );
}

function inNamespace(entry: Egress, namespace: string): boolean {
  return entry.namespace === "*" || entry.namespace === namespace;
}

/** Services that an egress host names, and the destinations of the VirtualServices that came in by one. */
function narrowServices(
  services: readonly XdsService[],
  egress: readonly Egress[],
  selected: readonly XdsVirtualService[],
): readonly XdsService[] {
  const destinations = new Set(
    selected.flatMap((virtual) =>
      virtual.http.flatMap((route) =>
        (route.route ?? []).map((entry) => resolveHost(entry.destination.host, virtual.namespace)),
      ),
    ),
  );
  return services.flatMap((service) => {
    if (destinations.has(service.host)) return service;
    const matching = egress.filter(
      (entry) => inNamespace(entry, service.namespace) && hostCovers(entry.host, service.host),
    );
    if (matching.length === 0) return [];
    if (matching.some((entry) => entry.port === undefined)) return service;
    const numbers = new Set(matching.map((entry) => entry.port));
    const ports = service.ports.filter((port) => numbers.has(port.number));
    return ports.length === 0 ? [] : { ...service, ports };
  });
}
