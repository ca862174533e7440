import type { Labels } from "@/lib/telemetry/series";
import { randomOf } from "@/server/demo/world/random";
import type { PodSpec, WorkloadSpec } from "@/server/demo/world/spec";
import { type Family, named, type PlatformSeries, type Scene, series } from "./platform-series";
import type { RecordHistory } from "./record-history";
import type { ScrapeGrid } from "./scrape-grid";
import { reportingPods } from "./traffic-labels";

/** CPU that a container may use, in cores; its pods serve `capacityPerPod` requests/s with four fifths of it. */
const cpuLimitCores = 0.5;
const memoryLimitBytes = 268_435_456;

const podLabels = (workload: WorkloadSpec, pod: PodSpec): Labels => ({
  namespace: workload.namespace,
  pod: pod.name,
  node: pod.node,
  job: "kubernetes-cadvisor",
});

/** Whether a record counts work of a workload: what it serves, or what it sends when nobody calls it. */
function isWorkOf(record: RecordHistory, workload: WorkloadSpec, begins: boolean): boolean {
  const { identity } = record;
  return begins
    ? identity.reporter === "source" && identity.source === workload
    : identity.reporter === "destination" && identity.destination === workload;
}

const allRequests = { id: "requests", of: (rates: { readonly requests: number }) => rates.requests };

/** CPU seconds follow the requests that a pod serves, so that saturation grows with load. */
function cpuSeries(scene: Scene): PlatformSeries[] {
  const { world, history } = scene;
  const servedBy = new Map<WorkloadSpec, RecordHistory[]>();
  const entries = new Set(world.spec.flows.map((flow) => `${flow.gateway.namespace}/${flow.gateway.name}`));
  const begins = (workload: WorkloadSpec) => entries.has(`${workload.namespace}/${workload.name}`);
  for (const record of history.records.values())
    for (const workload of [record.identity.source, record.identity.destination])
      if (workload !== undefined && isWorkOf(record, workload, begins(workload)))
        servedBy.set(workload, [...(servedBy.get(workload) ?? []), record]);
  return world.spec.workloads.flatMap((workload) => {
    const shares = new Map(reportingPods(world.spec, workload).map((pod) => [pod.pod.name, pod.share]));
    const perRequest = (cpuLimitCores * 0.8) / workload.capacityPerPod;
    return workload.pods.map((pod) => {
      const share = shares.get(pod.name) ?? 1 / workload.pods.length;
      const labels = named(scene, { ...podLabels(workload, pod), container: workload.app });
      return {
        labels,
        samples: (grid: ScrapeGrid) => {
          const values = grid.timesMs.map((timeMs) => ((timeMs - world.originMs) / 1000) * 0.012);
          for (const record of servedBy.get(workload) ?? []) {
            const counted = record.valuesOn(grid, allRequests);
            for (let index = 0; index < values.length; index += 1)
              values[index] = (values[index] ?? 0) + (counted[index] ?? 0) * share * perRequest;
          }
          return { timesMs: grid.timesMs, values };
        },
      };
    });
  });
}

function perPod(
  at: (scene: Scene, workload: WorkloadSpec, pod: PodSpec, timeMs: number) => number,
  more: Labels = {},
) {
  return (scene: Scene) =>
    scene.world.spec.workloads.flatMap((workload) =>
      workload.pods.map((pod) =>
        series(scene, { ...podLabels(workload, pod), container: workload.app, ...more }, (timeMs) =>
          at(scene, workload, pod, timeMs),
        ),
      ),
    );
}

function workingSet(scene: Scene, _: WorkloadSpec, pod: PodSpec, timeMs: number): number {
  const base = 0.3 + 0.25 * randomOf(scene.world.spec.seed, `memory/${pod.name}`);
  const phase = randomOf(scene.world.spec.seed, `garbage/${pod.name}`) * 2 * Math.PI;
  return Math.floor(memoryLimitBytes * (base + 0.04 * Math.sin(timeMs / 217_000 + phase)));
}

function limits(scene: Scene): PlatformSeries[] {
  const kube = { job: "kube-state-metrics" };
  return [
    ...perPod(() => cpuLimitCores, { ...kube, resource: "cpu", unit: "core" })(scene),
    ...perPod(() => memoryLimitBytes, { ...kube, resource: "memory", unit: "byte" })(scene),
  ];
}

/** What cAdvisor and kube-state-metrics know of the workloads' containers: saturation is their quotient. */
export const containerFamilies: Readonly<Record<string, Family>> = {
  container_cpu_usage_seconds_total: {
    type: "counter",
    help: "Cumulative cpu time consumed in seconds.",
    series: cpuSeries,
  },
  container_memory_working_set_bytes: {
    type: "gauge",
    help: "Current working set in bytes.",
    series: perPod(workingSet),
  },
  kube_pod_container_resource_limits: {
    type: "gauge",
    help: "The number of requested limit resource by a container.",
    series: limits,
  },
};
