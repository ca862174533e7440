import type { ServiceSpec } from "@/server/demo/world/spec";
import { hostOf } from "./mesh-index";

/** What telemetry says of requests that no route took: there is no cluster to name a service by. */
export const nowhere: ServiceSpec = {
  namespace: "unknown",
  name: "unknown",
  externalHost: "unknown",
  clusterIp: "",
  ports: [],
  selector: {},
  workloads: [],
};

export const passthroughCluster = "PassthroughCluster";
export const blackHoleCluster = "BlackHoleCluster";

/** A service as the proxy of a caller reports it that was not sent it: by the cluster that took the request, and the host. */
export function unlisted(
  service: ServiceSpec,
  cluster: typeof passthroughCluster | typeof blackHoleCluster,
): ServiceSpec {
  const host = hostOf(service);
  return { ...service, namespace: "unknown", name: host, externalHost: host, telemetryName: cluster };
}
