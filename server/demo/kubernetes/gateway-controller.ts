import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { keyFromObject } from "@/server/demo/kubernetes/collections";
import { sameJson } from "@/server/demo/kubernetes/json-value";
import { managedAfterUpdate } from "@/server/demo/kubernetes/managed-fields";
import { asList, asObject } from "@/server/demo/kubernetes/schema/rule";
import { structureOfKind } from "@/server/demo/kubernetes/schema/structure";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";

const group = "gateway.networking.k8s.io";
const text = (value: unknown): string => (typeof value === "string" ? value : "");

type Verdict = {
  readonly type: string;
  readonly ok: boolean;
  readonly reason: string;
  readonly message: string;
};

const passed = (type: string, reason: string, message: string): Verdict => ({
  type,
  ok: true,
  reason,
  message,
});
const failed = (type: string, reason: string, message: string): Verdict => ({
  type,
  ok: false,
  reason,
  message,
});

function conditionsFrom(verdicts: readonly Verdict[], generation: number, time: string) {
  return verdicts.map(({ type, ok, reason, message }) => ({
    lastTransitionTime: time,
    message,
    observedGeneration: generation,
    reason,
    status: ok ? "True" : "False",
    type,
  }));
}

function hostMatches(pattern: string, host: string): boolean {
  if (pattern === "" || pattern === host) return true;
  return pattern.startsWith("*.") && host.endsWith(pattern.slice(1));
}

function parentVerdict(store: KubernetesStore, route: Manifest, ref: unknown): Verdict | undefined {
  const { kind, name, namespace } = asObject(ref);
  const where = text(namespace) === "" ? (route.metadata.namespace ?? "") : text(namespace);
  const accepted = passed("Accepted", "Accepted", "Route was valid");
  if (kind === "Service") return accepted;
  const gateway = store.get({ group, kind: "Gateway", namespace: where, name: text(name) });
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
    .map((ref) => ({
      name: text(ref.name),
      namespace: text(ref.namespace) || (route.metadata.namespace ?? ""),
    }))
    .find(({ name, namespace }) => store.get({ group: "", kind: "Service", namespace, name }) === undefined);
  if (missing === undefined) return passed("ResolvedRefs", "ResolvedRefs", "All references resolved");
  const host = `${missing.name}.${missing.namespace}.svc.cluster.local`;
  return failed("ResolvedRefs", "BackendNotFound", `backend(${host}) not found`);
}

function routeStatus(store: KubernetesStore, route: Manifest, time: string): unknown {
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

function attachedRoutes(store: KubernetesStore, gateway: Manifest): number {
  const routes = [...store.list(group, "HTTPRoute"), ...store.list(group, "GRPCRoute")];
  return routes.filter((route) =>
    asList(route.spec?.parentRefs).some((ref) => {
      const { kind, name, namespace } = asObject(ref);
      const where = text(namespace) || route.metadata.namespace;
      return kind === "Gateway" && name === gateway.metadata.name && where === gateway.metadata.namespace;
    }),
  ).length;
}

/** Addresses by host name must be services of the Gateway's own namespace. */
function programmedVerdict(store: KubernetesStore, gateway: Manifest): Verdict {
  const namespace = gateway.metadata.namespace ?? "";
  const hosts = asList(gateway.spec?.addresses).map((address) => text(asObject(address).value));
  const unusable = hosts.find((host) => {
    const [name = "", where = namespace] = host.split(".");
    return where !== namespace || store.get({ group: "", kind: "Service", namespace, name }) === undefined;
  });
  if (unusable !== undefined) {
    const why = `hostname "${unusable}" not found in namespace "${namespace}"`;
    return failed("Programmed", "AddressNotUsable", `Failed to assign to any requested addresses: ${why}`);
  }
  const assigned =
    hosts.length === 0 ? "" : `, assigned to service(s) ${hosts.map((host) => `${host}:80`).join(", ")}`;
  return passed("Programmed", "Programmed", `Resource programmed${assigned}`);
}

function gatewayStatus(store: KubernetesStore, gateway: Manifest, time: string): unknown {
  const generation = gateway.metadata.generation ?? 1;
  const fine = (type: string) => passed(type, type, "No errors found");
  const listeners = asList(gateway.spec?.listeners).map((listener) => ({
    attachedRoutes: attachedRoutes(store, gateway),
    conditions: conditionsFrom(
      [fine("Accepted"), fine("Programmed"), fine("ResolvedRefs")],
      generation,
      time,
    ),
    name: text(asObject(listener).name),
    supportedKinds: [
      { group, kind: "HTTPRoute" },
      { group, kind: "GRPCRoute" },
    ],
  }));
  const accepted = passed("Accepted", "Accepted", "Resource accepted");
  return {
    ...(gateway.spec?.addresses === undefined ? {} : { addresses: gateway.spec.addresses }),
    conditions: conditionsFrom([accepted, programmedVerdict(store, gateway)], generation, time),
    listeners,
  };
}

const timeless = (status: unknown) =>
  JSON.stringify(status, (key, value) => (key === "lastTransitionTime" ? "" : value));

function reconcile(store: KubernetesStore, seen: Manifest): void {
  const live = store.get(keyFromObject(seen));
  if (live === undefined) return;
  const time = timeFromMs(store.nowMs());
  const status = live.kind === "Gateway" ? gatewayStatus(store, live, time) : routeStatus(store, live, time);
  if (sameJson(JSON.parse(timeless(status)), JSON.parse(timeless(live.status ?? {})))) return;
  const next = { ...live, status };
  const writer = {
    manager: "istiod",
    operation: "Update",
    apiVersion: live.apiVersion,
    subresource: "status",
    time,
  } as const;
  const managedFields = managedAfterUpdate(structureOfKind(group, live.kind), live, next, writer);
  store.replace({ ...next, metadata: { ...next.metadata, managedFields } }, false);
}

/** Keeps the status of Gateway API objects as istiod does. Returns the way to stop. */
export function startGatewayController(store: KubernetesStore): () => void {
  return store.onEvent((event) => {
    const isRoute = event.kind === "HTTPRoute" || event.kind === "GRPCRoute";
    if (event.group !== group || event.type === "deleted" || !(isRoute || event.kind === "Gateway")) return;
    if (event.before !== undefined && event.before.metadata.generation === event.object.metadata.generation)
      return;
    // After the answer to the writer, which is what a controller elsewhere would manage at best.
    queueMicrotask(() => reconcile(store, event.object));
  });
}
