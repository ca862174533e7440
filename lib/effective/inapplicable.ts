import type { ObjectRef } from "@/lib/mesh/object-ref";
import { destinationRuleSchema } from "@/lib/xds/destination-rule-spec";
import { destinationRuleFor } from "@/lib/xds/destination-rules";
import { gatewayApiRouteSchema } from "@/lib/xds/gateway-api-spec";
import { gatewayServers } from "@/lib/xds/gateway-servers";
import { hostCovers, resolveHost } from "@/lib/xds/host";
import { exportedTo, parsedObjects, rootNamespace, selectorMatches } from "@/lib/xds/mesh-objects";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { proxyScope, type XdsProxy } from "@/lib/xds/proxy-scope";
import type { XdsService } from "@/lib/xds/service-registry";
import { exportedVirtualServices, virtualServices, type XdsVirtualService } from "@/lib/xds/virtual-services";

/** Why an object that speaks of the host does nothing for a caller; the UI has a text for each. */
type InapplicableReason =
  | "not_exported"
  | "outside_sidecar_scope"
  | "other_gateway"
  | "older_wins"
  | "more_private_wins"
  | "gateway_api_wins"
  | "virtual_service_wins"
  | "no_match_for_caller"
  | "other_namespace_wins"
  | "more_specific_wins"
  | "other_workload"
  | "policy_of_older_wins";

export type InapplicableObject = {
  readonly ref: ObjectRef;
  readonly reason: InapplicableReason;
  /** The object that counts instead. */
  readonly winner?: ObjectRef;
  /** What would have to be different: the `exportTo`, the gateways, the Sidecar. */
  readonly detail?: string;
};

/**
 * The routing objects that name the service's host and do not count for `proxy`, each with the reason. `used` are the
 * config paths of the objects whose routes the proxy has.
 */
export function inapplicableRoutes(
  objects: MeshObjects,
  proxy: XdsProxy,
  service: XdsService,
  used: ReadonlySet<string>,
): readonly InapplicableObject[] {
  const onHost = virtualServices(objects).filter(({ hosts }) =>
    hosts.some((host) => hostCovers(host, service.host)),
  );
  const winner = onHost.find(({ configPath }) => used.has(configPath));
  return onHost
    .filter(({ configPath }) => !used.has(configPath))
    .map((virtual) => {
      const why = routeReason(objects, proxy, virtual, winner);
      return { ref: refsOf(objects, virtual), ...why };
    });
}

function routeReason(
  objects: MeshObjects,
  proxy: XdsProxy,
  virtual: XdsVirtualService,
  winner: XdsVirtualService | undefined,
): Omit<InapplicableObject, "ref"> {
  const exported = exportedVirtualServices(objects, proxy.namespace);
  if (!exported.includes(virtual))
    return { reason: "not_exported", detail: (virtual.exportTo ?? []).join(", ") };
  const gateways = proxy.gateway === true ? gatewaysOf(objects, proxy) : new Set(["mesh"]);
  if (!virtual.gateways.some((gateway) => gateways.has(gateway)))
    return { reason: "other_gateway", detail: virtual.gateways.join(", ") };
  const scope = proxyScope(objects, proxy);
  const isInScope = scope.virtualServices.some(({ configPath }) => configPath === virtual.configPath);
  if (proxy.gateway !== true && !isInScope) {
    const { sidecar } = scope;
    return {
      reason: "outside_sidecar_scope",
      ...(sidecar === undefined ? {} : { winner: sidecarRef(sidecar) }),
    };
  }
  if (winner === undefined) return { reason: "no_match_for_caller" };
  const wins = { winner: refsOf(objects, winner) };
  const isPrivate = ({ exportTo }: XdsVirtualService): boolean =>
    exportTo !== undefined && exportTo.length > 0 && !exportTo.includes("*");
  if (isPrivate(winner) && !isPrivate(virtual)) return { reason: "more_private_wins", ...wins };
  if (winner.gatewaySemantics && !virtual.gatewaySemantics) return { reason: "gateway_api_wins", ...wins };
  if (!winner.gatewaySemantics && virtual.gatewaySemantics)
    return { reason: "virtual_service_wins", ...wins };
  return { reason: "older_wins", ...wins };
}

function gatewaysOf(objects: MeshObjects, proxy: XdsProxy): ReadonlySet<string> {
  return new Set(gatewayServers(objects, proxy).map(({ gateway }) => gateway));
}

function sidecarRef(sidecar: { namespace: string; name: string }): ObjectRef {
  return { apiVersion: "networking.istio.io/v1", kind: "Sidecar", ...sidecar };
}

/** The object that a person wrote: of a generated VirtualService its HTTPRoute or GRPCRoute. */
function refsOf(objects: MeshObjects, virtual: XdsVirtualService): ObjectRef {
  const { namespace, name } = virtual;
  if (!virtual.gatewaySemantics)
    return { apiVersion: "networking.istio.io/v1", kind: "VirtualService", namespace, name };
  const route = virtual.http[0]?.name;
  for (const kind of ["HTTPRoute", "GRPCRoute"])
    for (const object of parsedObjects(objects, `gateway.networking.k8s.io/${kind}`, gatewayApiRouteSchema))
      if (route?.startsWith(`${object.namespace}.${object.name}.`) === true)
        return {
          apiVersion: object.manifest.apiVersion,
          kind,
          namespace: object.namespace,
          name: object.name,
        };
  return { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", namespace, name };
}

/** DestinationRules that cover the service's host and do not count for `proxy`, or only in part. */
export function inapplicableRules(
  objects: MeshObjects,
  proxy: XdsProxy,
  service: XdsService,
): readonly InapplicableObject[] {
  const used = destinationRuleFor(objects, proxy, service);
  const rules = parsedObjects(objects, "networking.istio.io/DestinationRule", destinationRuleSchema).map(
    (rule) => ({ ...rule, host: resolveHost(rule.spec.host, rule.namespace) }),
  );
  const covering = rules.filter(({ host }) => hostCovers(host, service.host));
  const first = covering.find(({ namespace, name }) => namespace === used?.namespace && name === used.name);
  const places = new Set([proxy.namespace, service.namespace, rootNamespace]);
  return covering.flatMap((rule): readonly InapplicableObject[] => {
    if (rule === first) return [];
    const { namespace, name } = rule;
    const ref = { apiVersion: rule.manifest.apiVersion, kind: "DestinationRule", namespace, name };
    const winner = first && {
      apiVersion: first.manifest.apiVersion,
      kind: "DestinationRule",
      namespace: first.namespace,
      name: first.name,
    };
    const wins = winner === undefined ? {} : { winner };
    if (!exportedTo(rule.spec.exportTo, namespace, proxy.namespace))
      return [{ ref, reason: "not_exported", detail: (rule.spec.exportTo ?? []).join(", ") }];
    if (rule.spec.workloadSelector !== undefined)
      if (
        namespace !== proxy.namespace ||
        !selectorMatches(rule.spec.workloadSelector.matchLabels, proxy.labels)
      )
        return [{ ref, reason: "other_workload" }];
    if (!places.has(namespace) || namespace !== first?.namespace)
      return [{ ref, reason: "other_namespace_wins", ...wins }];
    if (rule.host !== first.host) return [{ ref, reason: "more_specific_wins", ...wins }];
    if (first.spec.workloadSelector !== undefined) return [{ ref, reason: "other_workload", ...wins }];
    // Merged: its subsets count, its policy only when the older one has none.
    return rule.spec.trafficPolicy !== undefined && first.spec.trafficPolicy !== undefined
      ? [{ ref, reason: "policy_of_older_wins", ...wins }]
      : [];
  });
}
