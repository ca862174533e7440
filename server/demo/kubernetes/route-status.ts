import type { Manifest } from "@/lib/config/manifest";
import {
  conditionsFrom,
  failed,
  gatewayGroup,
  passed,
  type Verdict,
} from "@/server/demo/kubernetes/gateway-conditions";
import { asList, asObject } from "@/server/demo/kubernetes/schema/rule";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function hostMatches(pattern: string, host: string): boolean {
  if (pattern === "" || pattern === host) return true;
  return pattern.startsWith("*.") && host.endsWith(pattern.slice(1));
}

function namespaceOf(route: Manifest, ref: Readonly<Record<string, unknown>>): string {
  return text(ref.namespace) || (route.metadata.namespace ?? "");
}

/** Whether a parent takes the route; undefined for a Gateway that does not exist. */
function parentVerdict(store: KubernetesStore, route: Manifest, parentRef: unknown): Verdict | undefined {
  const ref = asObject(parentRef);
  const accepted = passed("Accepted", "Accepted", "Route was valid");
  if (ref.kind === "Service") return accepted;
  const namespace = namespaceOf(route, ref);
  const gateway = store.get({ group: gatewayGroup, kind: "Gateway", namespace, name: text(ref.name) });
  if (gateway === undefined) return undefined;
  const hostnames = asList(route.spec?.hostnames).map(text);
  const listeners = asList(gateway.spec?.listeners).map((listener) => text(asObject(listener).hostname));
  const isMatched =
    hostnames.length === 0 || hostnames.some((host) => listeners.some((own) => hostMatches(own, host)));
  if (isMatched) return accepted;
  const message = `no hostnames matched parent hostname "${listeners[0] ?? ""}"`;
  return failed("Accepted", "NoMatchingListenerHostname", message);
}

function backendVerdict(store: KubernetesStore, route: Manifest): Verdict {
  const missing = asList(route.spec?.rules)
    .flatMap((rule) => asList(asObject(rule).backendRefs))
    .map(asObject)
    .filter((ref) => ref.kind === "Service")
    .map((ref) => ({ name: text(ref.name), namespace: namespaceOf(route, ref) }))
    .find(({ name, namespace }) => store.get({ group: "", kind: "Service", namespace, name }) === undefined);
  if (missing === undefined) return passed("ResolvedRefs", "ResolvedRefs", "All references resolved");
  const host = `${missing.name}.${missing.namespace}.svc.cluster.local`;
  return failed("ResolvedRefs", "BackendNotFound", `backend(${host}) not found`);
}

/** The status that istiod writes to a route: one entry for each parent that exists. */
export function routeStatus(store: KubernetesStore, route: Manifest, time: string): unknown {
  const generation = route.metadata.generation ?? 1;
  const backends = backendVerdict(store, route);
  const parents = asList(route.spec?.parentRefs).flatMap((parentRef) => {
    const accepted = parentVerdict(store, route, parentRef);
    if (accepted === undefined) return [];
    const conditions = conditionsFrom([accepted, backends], generation, time);
    return [{ conditions, controllerName: "istio.io/gateway-controller", parentRef }];
  });
  return { parents };
}

/** Whether the route hangs on a Gateway that takes it. */
export function isAttached(store: KubernetesStore, route: Manifest, gateway: Manifest): boolean {
  return asList(route.spec?.parentRefs).some((parentRef) => {
    const ref = asObject(parentRef);
    return (
      ref.kind === "Gateway" &&
      ref.name === gateway.metadata.name &&
      namespaceOf(route, ref) === gateway.metadata.namespace &&
      parentVerdict(store, route, parentRef)?.status === "True"
    );
  });
}
