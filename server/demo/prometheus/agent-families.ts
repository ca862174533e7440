import { certificateValidity } from "@/server/demo/envoy/certificate-validity";
import { meshProxies } from "@/server/demo/istiod/mesh-proxies";
import { type Family, series } from "./platform-series";
import { reportingPods } from "./traffic-labels";

const rotationSeconds = 12 * 3600;
const lifetimeSeconds = 24 * 3600;

/** A certificate that is newer than the sample had a predecessor, with half a lifetime less. */
function remaining(seconds: number): number {
  const rotations = Math.max(0, Math.ceil((seconds - lifetimeSeconds) / rotationSeconds));
  return seconds - rotations * rotationSeconds;
}

/** What the agent beside each proxy tells of itself. */
export const agentFamilies: Readonly<Record<string, Family>> = {
  istio_agent_cert_expiry_seconds: {
    type: "gauge",
    help: "The time remaining, in seconds, before the certificate chain will expire. A negative value indicates the cert is expired.",
    series: (scene) => {
      const { world } = scene;
      const proxies = new Map(meshProxies(world.spec).map((proxy) => [proxy.id, proxy]));
      return world.spec.workloads
        .filter(({ dataplane }) => dataplane === "sidecar" || dataplane === "gateway")
        .flatMap((workload) => reportingPods(world.spec, workload))
        .flatMap(({ labels }) => {
          const proxy = proxies.get(`${labels["pod"] ?? ""}.${labels["namespace"] ?? ""}`);
          if (proxy === undefined) return [];
          const { notAfterMs } = certificateValidity(world, proxy);
          return [
            series(scene, { ...labels, resource_name: "default" }, (timeMs) =>
              remaining((notAfterMs - timeMs) / 1000),
            ),
          ];
        });
    },
  },
};
