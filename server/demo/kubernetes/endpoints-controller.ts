import { z } from "zod";
import type { Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/xds/mesh-objects";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";

const serviceSchema = z.looseObject({
  selector: z.record(z.string(), z.string()).nullish(),
  ports: z
    .array(
      z.looseObject({
        name: z.string().default(""),
        port: z.number(),
        targetPort: z.union([z.number(), z.string()]).optional(),
      }),
    )
    .default([]),
});
const podSchema = z.looseObject({
  podIP: z.string().optional(),
  conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
});
const sliceLabel = "kubernetes.io/service-name";

/**
 * The endpoints controller of the demo: a moment after a Service or a Pod was written, the slices of the Services of
 * its namespace name the pods that their selectors pick. Returns the way to stop.
 */
export function startEndpointsController(store: KubernetesStore, delayMs = 20): () => void {
  const waiting = new Map<string, NodeJS.Timeout>();
  const unsubscribe = store.onEvent(({ group, kind, object }) => {
    if (group !== "" || (kind !== "Service" && kind !== "Pod")) return;
    const namespace = object.metadata.namespace ?? "";
    if (waiting.has(namespace)) return;
    const timer = setTimeout(() => {
      waiting.delete(namespace);
      reconcile(store, namespace);
    }, delayMs);
    timer.unref();
    waiting.set(namespace, timer);
  });
  return () => {
    unsubscribe();
    for (const timer of waiting.values()) clearTimeout(timer);
    waiting.clear();
  };
}

function reconcile(store: KubernetesStore, namespace: string): void {
  const inside = ({ metadata }: Manifest) => metadata.namespace === namespace;
  const services = new Map(
    store
      .list("", "Service")
      .filter(inside)
      .map((service) => [service.metadata.name, service]),
  );
  const pods = store.list("", "Pod").filter(inside);
  for (const slice of store.list("discovery.k8s.io", "EndpointSlice").filter(inside)) {
    const service = services.get(slice.metadata.labels?.[sliceLabel] ?? "");
    const parsed = serviceSchema.safeParse(service?.spec);
    if (service === undefined || !parsed.success) continue;
    const selector = parsed.data.selector ?? {};
    if (Object.keys(selector).length === 0) continue;
    const chosen = pods.filter((pod) => selectorMatches(selector, pod.metadata.labels ?? {}));
    const next = {
      endpoints: chosen.flatMap((pod) => endpointOf(pod, slice)),
      ports: parsed.data.ports.map(({ name, port, targetPort }) => ({
        name,
        protocol: "TCP",
        port: portNumber(chosen, targetPort ?? port),
      })),
    };
    if (JSON.stringify(next) === JSON.stringify({ endpoints: slice["endpoints"], ports: slice["ports"] }))
      continue;
    store.replace({ ...slice, ...next }, true);
  }
}

function portNumber(pods: readonly Manifest[], target: number | string): number | undefined {
  if (typeof target === "number") return target;
  const containers = pods[0]?.spec?.["containers"];
  if (!Array.isArray(containers)) return undefined;
  const ports = containers.flatMap(
    (container: { ports?: { name?: string; containerPort: number }[] }) => container.ports ?? [],
  );
  return ports.find(({ name }) => name === target)?.containerPort;
}

function endpointOf(pod: Manifest, slice: Manifest) {
  const status = podSchema.safeParse(pod.status ?? {});
  if (!status.success || status.data.podIP === undefined) return [];
  const isReady = status.data.conditions?.find(({ type }) => type === "Ready")?.status === "True";
  const before: unknown[] = Array.isArray(slice["endpoints"]) ? slice["endpoints"] : [];
  const known = before.find(
    (endpoint): endpoint is { zone?: string } =>
      typeof endpoint === "object" &&
      endpoint !== null &&
      "targetRef" in endpoint &&
      (endpoint.targetRef as { name?: string }).name === pod.metadata.name,
  );
  const { namespace, name, uid } = pod.metadata;
  return [
    {
      addresses: [status.data.podIP],
      conditions: { ready: isReady, serving: isReady, terminating: false },
      targetRef: { kind: "Pod", namespace, name, uid },
      nodeName: pod.spec?.["nodeName"],
      ...(known?.zone === undefined ? {} : { zone: known.zone }),
    },
  ];
}
