import { z } from "zod";
import type { Manifest } from "@/lib/config/manifest";
import type { Dataplane } from "@/lib/graph/inventory";

const containerSchema = z.looseObject({ name: z.string(), args: z.array(z.string()).optional() });
const podSpecSchema = z.looseObject({
  containers: z.array(containerSchema).default([]),
  initContainers: z.array(containerSchema).default([]),
});

/**
 * How a pod is in the mesh: by its proxy container (ordinary or native sidecar), by being one (gateway, waypoint), or
 * through ztunnel. A proxy that is a pod's only container serves no application: it is a gateway.
 * Source: Istio's injection templates and ambient redirection annotation.
 */
export function dataplaneFromPod(pod: Manifest): Dataplane {
  const labels = pod.metadata.labels ?? {};
  if (labels["gateway.istio.io/managed"] === "istio.io-mesh-controller") return "waypoint";
  const parsed = podSpecSchema.safeParse(pod.spec ?? {});
  const containers = parsed.success ? [...parsed.data.containers, ...parsed.data.initContainers] : [];
  const proxy = containers.find((container) => container.name === "istio-proxy");
  if (proxy !== undefined) {
    if (proxy.args?.includes("waypoint") === true) return "waypoint";
    const alone = containers.length === 1;
    return alone || proxy.args?.includes("router") === true || hasGatewayLabel(labels)
      ? "gateway"
      : "sidecar";
  }
  if (pod.metadata.annotations?.["ambient.istio.io/redirection"] === "enabled") return "ambient";
  return "none";
}

function hasGatewayLabel(labels: Readonly<Record<string, string>>): boolean {
  return (
    labels["gateway.networking.k8s.io/gateway-name"] !== undefined ||
    labels.istio === "ingressgateway" ||
    labels.istio === "egressgateway"
  );
}
