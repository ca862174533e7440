import type { Labels } from "@/lib/telemetry/series";
import type { Samples } from "@/server/demo/promql/storage";
import { randomOf } from "@/server/demo/world/random";
import type { PodSpec, WorkloadSpec } from "@/server/demo/world/spec";
import type { DemoWorld } from "@/server/demo/world/world";
import type { ScrapeGrid } from "./scrape-grid";
import { reportingPods, sortedLabels } from "./traffic-labels";
import type { RecordHistory } from "./record-history";
import type { WorldHistory } from "./world-history";

/** A series that is not about requests: targets, control plane, containers. */
export type PlatformSeries = {
  readonly labels: Labels;
  readonly samples: (grid: ScrapeGrid) => Samples;
};

type Scene = {
  readonly world: DemoWorld;
  readonly history: WorldHistory;
  readonly name: string;
};

type Family = {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly series: (scene: Scene) => readonly PlatformSeries[];
};

/** CPU that a container may use, in cores; its pods serve `capacityPerPod` requests/s with four fifths of it. */
const cpuLimitCores = 0.5;
const memoryLimitBytes = 268_435_456;

function named(scene: Scene, labels: Labels): Labels {
  return sortedLabels({ ...labels, __name__: scene.name });
}

/** A value at each scrape; undefined is no sample. */
function series(
  scene: Scene,
  labels: Labels,
  at: (timeMs: number, index: number, grid: ScrapeGrid) => number,
): PlatformSeries {
  return {
    labels: named(scene, labels),
    samples: (grid) => ({
      timesMs: grid.timesMs,
      values: grid.timesMs.map((timeMs, index) => at(timeMs, index, grid)),
    }),
  };
}

function istiodTarget(pod: PodSpec): Labels {
  return {
    app: "istiod",
    instance: `${pod.ip}:15014`,
    job: "istiod",
    namespace: "istio-system",
    pod: pod.name,
  };
}

/** Whether a replica of istiod is down at a scrape: the scenario takes the second one. */
function isDown(scene: Scene, replica: number, grid: ScrapeGrid, index: number): boolean {
  const epoch = scene.history.epochs[grid.epochs[index] ?? 0];
  return epoch?.scenario === "istiod-replica-down" && replica === 1;
}

/** A series of one istiod; while the replica is down its series are stale. */
function istiodSeries(
  scene: Scene,
  replica: number,
  labels: Labels,
  at: (timeMs: number, index: number, grid: ScrapeGrid) => number,
): PlatformSeries {
  const base = series(scene, labels, at);
  return {
    labels: base.labels,
    samples: (grid) => ({
      ...base.samples(grid),
      stale: Uint8Array.from(grid.timesMs, (_, index) => Number(isDown(scene, replica, grid, index))),
    }),
  };
}

function perIstiod(
  make: (scene: Scene, pod: PodSpec, replica: number) => readonly PlatformSeries[],
): Family["series"] {
  return (scene) => scene.world.spec.istiodPods.flatMap((pod, replica) => make(scene, pod, replica));
}

function proxyCount(scene: Scene): number {
  const { workloads, ztunnelPods } = scene.world.spec;
  const sidecars = workloads.filter((one) => one.dataplane === "sidecar" || one.dataplane === "gateway");
  return sidecars.reduce((sum, one) => sum + one.pods.length, 0) + (ztunnelPods?.length ?? 0);
}

/** Pushes that a replica has made: one for each write, and the steady trickle of endpoint and certificate changes. */
function pushes(scene: Scene, timeMs: number): number {
  const { world, history } = scene;
  const writes = history.epochs.filter((epoch) => epoch.startMs <= timeMs).length - 1;
  return Math.floor((timeMs - world.originMs) / 90_000) + writes;
}

const convergenceBounds = [0.1, 0.5, 1, 3, 5, 10, 20, 30] as const;
const convergenceShares = [0.72, 0.965, 0.992, 0.999, 1, 1, 1, 1] as const;

function convergence(suffix: "_bucket" | "_sum" | "_count"): Family {
  const count = (scene: Scene, timeMs: number) => Math.floor((pushes(scene, timeMs) * proxyCount(scene)) / 2);
  return {
    type: "histogram",
    help: "Delay in seconds between a configuration change and all proxies having it.",
    series: perIstiod((scene, pod, replica) => {
      const target = istiodTarget(pod);
      if (suffix === "_sum")
        return [istiodSeries(scene, replica, target, (timeMs) => count(scene, timeMs) * 0.118)];
      if (suffix === "_count")
        return [istiodSeries(scene, replica, target, (timeMs) => count(scene, timeMs))];
      return [...convergenceBounds, Number.POSITIVE_INFINITY].map((bound, index) =>
        istiodSeries(
          scene,
          replica,
          { ...target, le: bound === Number.POSITIVE_INFINITY ? "+Inf" : String(bound) },
          (timeMs) => Math.floor(count(scene, timeMs) * (convergenceShares[index] ?? 1)),
        ),
      );
    }),
  };
}

const podLabels = (workload: WorkloadSpec, pod: PodSpec): Labels => ({
  namespace: workload.namespace,
  pod: pod.name,
  node: pod.node,
  job: "kubernetes-cadvisor",
});

function isServedBy(record: RecordHistory, workload: WorkloadSpec): boolean {
  const { identity } = record;
  return workload.dataplane === "gateway" || identity.destination === undefined
    ? identity.reporter === "source" && identity.source === workload
    : identity.reporter === "destination" && identity.destination === workload;
}

const allRequests = { id: "requests", of: (rates: { readonly requests: number }) => rates.requests };

/** CPU seconds follow the requests that a pod serves, so that saturation grows with load. */
function cpuSeries(scene: Scene): PlatformSeries[] {
  const { world, history } = scene;
  const servedBy = new Map<WorkloadSpec, RecordHistory[]>();
  for (const record of history.records.values())
    for (const workload of [record.identity.source, record.identity.destination])
      if (workload !== undefined && isServedBy(record, workload))
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

function proxyTargets(scene: Scene): Labels[] {
  const { spec } = scene.world;
  return spec.workloads
    .filter((workload) => workload.dataplane === "sidecar" || workload.dataplane === "gateway")
    .flatMap((workload) => reportingPods(spec, workload).map((pod) => pod.labels));
}

const up: Family = {
  type: "gauge",
  help: "1 when the last scrape of the target succeeded.",
  series: (scene) => [
    ...scene.world.spec.istiodPods.map((pod, replica) =>
      series(scene, istiodTarget(pod), (_, index, grid) => (isDown(scene, replica, grid, index) ? 0 : 1)),
    ),
    ...proxyTargets(scene).map((labels) => series(scene, labels, () => 1)),
  ],
};

const families: Readonly<Record<string, Family>> = {
  up,
  istio_build: {
    type: "gauge",
    help: "Istio component build info.",
    series: (scene) => {
      const tag = scene.world.spec.istioVersion;
      return [
        ...scene.world.spec.istiodPods.map((pod, replica) =>
          istiodSeries(scene, replica, { ...istiodTarget(pod), component: "pilot", tag }, () => 1),
        ),
        ...proxyTargets(scene).map((labels) =>
          series(scene, { ...labels, component: "proxy", tag }, () => 1),
        ),
      ];
    },
  },
  pilot_xds: {
    type: "gauge",
    help: "Number of endpoints connected to this pilot using XDS.",
    series: perIstiod((scene, pod, replica) => [
      istiodSeries(
        scene,
        replica,
        { ...istiodTarget(pod), version: scene.world.spec.istioVersion },
        (_, index, grid) => {
          const all = proxyCount(scene);
          if (isDown(scene, 1, grid, index)) return replica === 0 ? all : 0;
          return replica === 0 ? Math.ceil(all / 2) : Math.floor(all / 2);
        },
      ),
    ]),
  },
  pilot_xds_pushes: {
    type: "counter",
    help: "Pilot build and send errors for lds, rds, cds and eds.",
    series: perIstiod((scene, pod, replica) =>
      ["cds", "eds", "lds", "rds"].map((type) =>
        istiodSeries(scene, replica, { ...istiodTarget(pod), type }, (timeMs) =>
          Math.floor((pushes(scene, timeMs) * proxyCount(scene)) / 2),
        ),
      ),
    ),
  },
  pilot_total_xds_rejects: {
    type: "counter",
    help: "Total number of XDS responses from pilot rejected by proxies.",
    series: perIstiod((scene, pod, replica) =>
      ["cds", "eds", "lds", "rds"].map((type) =>
        istiodSeries(scene, replica, { ...istiodTarget(pod), type }, () => 0),
      ),
    ),
  },
  pilot_proxy_convergence_time_bucket: convergence("_bucket"),
  pilot_proxy_convergence_time_sum: convergence("_sum"),
  pilot_proxy_convergence_time_count: convergence("_count"),
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

export const platformMetricNames: readonly string[] = Object.keys(families);

/** Type and help of a platform metric, for /api/v1/metadata. */
export function platformMetadata(name: string): { readonly type: string; readonly help: string } | undefined {
  const family = families[name];
  return family === undefined ? undefined : { type: family.type, help: family.help };
}

export function platformSeriesOf(
  world: DemoWorld,
  history: WorldHistory,
  name: string,
): readonly PlatformSeries[] {
  return families[name]?.series({ world, history, name }) ?? [];
}
