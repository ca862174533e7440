import type { CallEdge } from "@/lib/config/checks/rule";
import { hostFromService } from "@/lib/mesh/service-host";
import { selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import { serviceRegistry } from "@/lib/xds/service-registry";
import { podsByNamespace } from "./workloads";

/** Who calls what among services, as measured. Keys are hosts; a caller without a Service is `workload ns/name`. */
export type CallGraph = {
  readonly callees: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly callers: ReadonlyMap<string, ReadonlyMap<string, number>>;
};

/** The services that a workload stands behind; a gateway or worker stands for itself. */
function namesOfWorkloads(objects: MeshObjects): (namespace: string, workload: string) => readonly string[] {
  const byWorkload = new Map<string, Set<string>>();
  const pods = podsByNamespace(objects);
  for (const service of serviceRegistry(objects).values()) {
    const { selector } = service;
    if (selector === undefined || Object.keys(selector).length === 0) continue;
    for (const pod of pods?.get(service.namespace) ?? []) {
      if (!selectorMatches(selector, pod.labels)) continue;
      const key = `${pod.namespace}/${pod.workload}`;
      const names = byWorkload.get(key) ?? new Set<string>();
      byWorkload.set(key, names);
      names.add(service.host);
    }
  }
  return (namespace, workload) => {
    const key = `${namespace}/${workload}`;
    const names = byWorkload.get(key);
    return names === undefined || names.size === 0 ? [`workload ${key}`] : [...names];
  };
}

function add(graph: Map<string, Map<string, number>>, from: string, to: string, rate: number): void {
  const row = graph.get(from) ?? new Map<string, number>();
  graph.set(from, row);
  row.set(to, (row.get(to) ?? 0) + rate);
}

/** The measured calls as a graph of services. A service's call to itself is left out. */
export function callGraph(objects: MeshObjects, calls: readonly CallEdge[]): CallGraph {
  const callees = new Map<string, Map<string, number>>();
  const callers = new Map<string, Map<string, number>>();
  const namesOf = namesOfWorkloads(objects);
  for (const call of calls) {
    if (call.destinationService === "") continue;
    const to =
      call.destinationNamespace === ""
        ? call.destinationService
        : hostFromService({ namespace: call.destinationNamespace, name: call.destinationService });
    for (const from of namesOf(call.sourceNamespace, call.sourceWorkload)) {
      if (from === to) continue;
      add(callees, from, to, call.requestsPerSecond);
      add(callers, to, from, call.requestsPerSecond);
    }
  }
  return { callees, callers };
}

/** A host as people write it within the mesh: `orders.shop`. */
export function shortHost(host: string): string {
  return host.replace(/\.svc\.cluster\.local$/, "").replace(/^workload /, "");
}
