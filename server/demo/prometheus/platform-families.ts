import type { Labels } from "@/lib/telemetry/series";
import type { PodSpec } from "@/server/demo/world/spec";
import type { DemoWorld } from "@/server/demo/world/world";
import type { ScrapeGrid } from "./scrape-grid";
import { agentFamilies } from "./agent-families";
import { containerFamilies } from "./container-families";
import { type Family, type PlatformSeries, type Scene, series } from "./platform-series";
import { reportingPods } from "./traffic-labels";
import type { WorldHistory } from "./world-history";

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
  ...agentFamilies,
  ...containerFamilies,
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
