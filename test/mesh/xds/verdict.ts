import { clustersFor } from "@/lib/xds/clusters";
import { gatewayServers, isHttpServer } from "@/lib/xds/gateway-servers";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsRoute } from "@/lib/xds/model";
import { proxyScope, type XdsProxy } from "@/lib/xds/proxy-scope";
import { routeConfigFor } from "@/lib/xds/route-config";
import { isHttpPort } from "@/lib/xds/service-registry";
import { tcpRoutesFor, type XdsTcpRoute } from "@/lib/xds/tcp-routes";
import { setTimeout as wait } from "node:timers/promises";
import type { Bed } from "../bed-file";
import { compareClusters, compareRoutes, compareTcpRoutes, type Difference } from "./compare";
import { sentConfig, type SentConfig } from "./istiod-dump";
import { readMeshObjects } from "./mesh-objects";

export type Verdict = {
  readonly workload: string;
  readonly differences: readonly Difference[];
  /** What took part, so that agreement about nothing does not pass for agreement. */
  readonly routes: readonly XdsRoute[];
  readonly clusterNames: readonly string[];
};

/**
 * Compares until istiod's push has caught up with the objects, at most `limitMs`: what still differs then is a
 * difference.
 */
export async function settledVerdict(bed: Bed, workload: string, limitMs: number): Promise<Verdict> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    const verdict = await verdictOf(bed, workload);
    if (verdict.differences.length === 0 || Date.now() > endMs) return verdict;
    await wait(1000);
  }
}

async function verdictOf(bed: Bed, workload: string): Promise<Verdict> {
  const pod = bed.pods.find((each) => each.workload === workload);
  if (pod === undefined) throw new Error(`the bed has no pod of ${workload}`);
  const objects = await readMeshObjects(bed);
  const manifest = objects["/Pod"]?.find(({ metadata }) => metadata.name === pod.name);
  const gateway = pod.kind === "router" ? { gateway: true } : {};
  const proxy = { namespace: pod.namespace, labels: manifest?.metadata.labels ?? {}, ...gateway };
  const sent = await sentConfig(bed, pod);
  const configs = portsOf(objects, proxy, sent).map((port) => routeConfigFor({ objects, proxy, port }));
  const clusters = clustersFor({ objects, proxy });
  return {
    workload,
    differences: [
      ...configs.flatMap((config) => compareRoutes(config, sent)),
      ...compareClusters(clusters, sent),
      ...(proxy.gateway === true ? [] : tcpDifferences(objects, proxy, sent)),
    ],
    routes: configs.flatMap((config) => config.virtualHosts.flatMap((host) => host.routes)),
    clusterNames: clusters.map((cluster) => cluster.name),
  };
}

/** Ports that the proxy has asked istiod about; routes of a port with detected protocol repeat them by service. */
function portsOf(objects: MeshObjects, proxy: XdsProxy, sent: SentConfig): readonly number[] {
  if (proxy.gateway === true) {
    const servers = gatewayServers(objects, proxy).filter(isHttpServer);
    return [...new Set(servers.map((server) => server.bindPort))];
  }
  return sent.routes.map((config) => Number(config.name)).filter((port) => port > 0);
}

function tcpDifferences(objects: MeshObjects, proxy: XdsProxy, sent: SentConfig): readonly Difference[] {
  const listeners = new Map<string, string>();
  const ours = new Map<string, readonly XdsTcpRoute[]>();
  for (const service of proxyScope(objects, proxy).services)
    for (const port of service.ports) {
      const [address] = service.vips;
      if (address === undefined || isHttpPort(port) || service.registry === "External") continue;
      const place = `${service.host}:${port.number}`;
      listeners.set(place, `${address}_${port.number}`);
      ours.set(place, tcpRoutesFor({ objects, proxy, host: service.host, port: port.number }));
    }
  return compareTcpRoutes(ours, (place) => listeners.get(place) ?? "", sent);
}
