import type { Manifest } from "@/lib/config/manifest";
import {
  conditionsFrom,
  failed,
  gatewayGroup,
  passed,
  type Verdict,
} from "@/server/demo/kubernetes/gateway-conditions";
import { isAttached } from "@/server/demo/kubernetes/route-status";
import { asList, asObject } from "@/server/demo/kubernetes/schema/rule";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";

/** The services that a Gateway is served by: those it names, else the one that istiod would deploy for it. */
function hostsOf(gateway: Manifest): readonly string[] {
  const named = asList(gateway.spec?.addresses).map((address) => String(asObject(address).value ?? ""));
  const { name, namespace = "" } = gateway.metadata;
  return named.length > 0 ? named : [`${name}-istio.${namespace}.svc.cluster.local`];
}

/** Services named by a Gateway must be in its own namespace. */
function programmedVerdict(store: KubernetesStore, gateway: Manifest): Verdict {
  const own = gateway.metadata.namespace ?? "";
  const services = store.list("", "Service");
  for (const host of hostsOf(gateway)) {
    const [name = "", asked = own] = host.split(".");
    const homes = services
      .filter(({ metadata }) => metadata.name === name)
      .map(({ metadata }) => metadata.namespace ?? "");
    if (asked === own && homes.includes(own)) continue;
    const elsewhere = homes.filter((home) => home !== own).map((home) => JSON.stringify(home));
    const where =
      elsewhere.length === 0
        ? "not found"
        : `not found in namespace "${own}", but it was found in namespace(s) ${elsewhere.join(", ")}`;
    const message = `Failed to assign to any requested addresses: hostname "${host}" ${where}`;
    return failed("Programmed", "AddressNotUsable", message);
  }
  const assigned = hostsOf(gateway).map((host) => `${host}:80`);
  return passed(
    "Programmed",
    "Programmed",
    `Resource programmed, assigned to service(s) ${assigned.join(", ")}`,
  );
}

const fine = "No errors found";
const listenerVerdicts = [
  passed("Accepted", "Accepted", fine),
  failed("Conflicted", "NoConflicts", fine),
  passed("Programmed", "Programmed", fine),
  passed("ResolvedRefs", "ResolvedRefs", fine),
];

/** The status that istiod writes to a Gateway. */
export function gatewayStatus(store: KubernetesStore, gateway: Manifest, time: string): unknown {
  const generation = gateway.metadata.generation ?? 1;
  const routes = [...store.list(gatewayGroup, "HTTPRoute"), ...store.list(gatewayGroup, "GRPCRoute")];
  const attachedRoutes = routes.filter((route) => isAttached(store, route, gateway)).length;
  const programmed = programmedVerdict(store, gateway);
  const addresses = hostsOf(gateway).map((value) => ({ type: "Hostname", value }));
  return {
    ...(programmed.status === "True" ? { addresses } : {}),
    conditions: conditionsFrom(
      [
        passed("Accepted", "Accepted", "Resource accepted"),
        programmed,
        passed("ResolvedRefs", "ResolvedRefs", "All references resolved"),
      ],
      generation,
      time,
    ),
    listeners: asList(gateway.spec?.listeners).map((listener) => ({
      attachedRoutes,
      conditions: conditionsFrom(listenerVerdicts, generation, time),
      name: String(asObject(listener).name ?? ""),
      supportedKinds: ["HTTPRoute", "GRPCRoute"].map((kind) => ({ group: gatewayGroup, kind })),
    })),
  };
}
