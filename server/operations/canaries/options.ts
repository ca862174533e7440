import { phrase } from "@/lib/phrase";
import type { Owner } from "@/lib/config/owners";
import type { Sourced } from "@/lib/evidence";
import type { RunKind, RunState } from "@/lib/delivery/run";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { ServiceVersion } from "@/lib/routing/service-versions";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { SplitApi } from "@/lib/routing/split-apis";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import {
  activeRunsOf,
  serviceObstacles,
  stop,
  type CanaryObstacle,
} from "@/server/operations/canaries/obstacle";
import { readDeliveryObjects } from "@/server/operations/canaries/observe";
import { activeFreezeOf, needsApproval } from "@/server/operations/canaries/policy";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { readSplitOptions } from "@/server/operations/routing/options";
import type { ServiceTraffic } from "@/server/operations/routing/traffic";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type CanaryOptions = {
  readonly service: ServiceName;
  readonly ports: readonly { readonly port: number; readonly name?: string; readonly protocol: string }[];
  readonly versions: readonly (ServiceVersion & {
    /** Over five minutes; absent when unknown. */
    readonly requestsPerSecond?: number;
    /** Share of today's routes that have no conditions. */
    readonly weightPercent?: number;
  })[];
  readonly apis: readonly SplitApi[];
  readonly objects: readonly { readonly ref: ObjectRef; readonly owners: readonly Owner[] }[];
  /** Absent when the metrics are unknown. */
  readonly traffic?: ServiceTraffic;
  /** Edges of the latency histogram in ms, without infinity; absent when unknown. */
  readonly edgesMs?: readonly number[];
  /** How often Prometheus reads the counters. */
  readonly scrapeMs: number;
  readonly obstacles: readonly CanaryObstacle[];
  readonly activeRuns: readonly {
    readonly id: string;
    readonly kind: RunKind;
    readonly title: string;
    readonly state: RunState;
  }[];
  readonly needsApproval: boolean;
  readonly freeze?: { readonly name: string; readonly allowOverride: boolean; readonly endMs?: number };
  readonly readOnlyReason?: string;
};

/** All that decides whether and how a canary of this service can run. Throws not_found for an unknown service. */
export async function readCanaryOptions(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly service: ServiceName },
): Promise<Sourced<CanaryOptions>> {
  const sources = clusterSources(ctx, input.cluster);
  const { service } = input;
  const split = await readSplitOptions(ctx, input);
  const gathering = new Gathering();
  const objects = await readDeliveryObjects(sources, ctx.signal, gathering);
  const backends = split.data.versions.flatMap(({ backendService }) => backendService ?? []);
  const cluster = sources.name;
  const at = { cluster, service, objects, startAtMs: ctx.nowMs() };
  const [edgesMs, obstacles, runs] = await Promise.all([
    histogramEdges(ctx, sources, { service, backends }, gathering),
    serviceObstacles(ctx, at),
    activeRunsOf(ctx, cluster, service),
  ]);
  const freeze = activeFreezeOf(ctx, cluster, service, ctx.nowMs());
  const { versions, apis, traffic, ports, objects: owned } = split.data;
  const data: CanaryOptions = {
    service,
    ports,
    versions: versions.map((version) => ({
      ...version,
      ...rateOf(version, traffic),
      ...weightOf(version, apis),
    })),
    apis,
    objects: owned,
    ...(traffic === undefined ? {} : { traffic }),
    ...(edgesMs === undefined ? {} : { edgesMs }),
    scrapeMs: sources.scrapeMs ?? defaultScrapeMs,
    obstacles: [...obstacles, ...shapeObstacles(split.data.versions, apis)],
    activeRuns: runs.map(({ id, kind, title, state }) => ({ id, kind, title, state })),
    needsApproval: needsApproval(ctx, cluster, service),
    ...(freeze === undefined ? {} : { freeze }),
    ...(ctx.readOnlyReason === undefined ? {} : { readOnlyReason: ctx.readOnlyReason }),
  };
  // The kinds that both reads want are warned of once.
  const more = gathering.warnings.filter(
    (warning) =>
      !split.warnings.some(({ part, reason }) => part === warning.part && reason === warning.reason),
  );
  return {
    data,
    warnings: [...split.warnings, ...more],
    evidence: [...split.evidence, ...gathering.evidence.filter(({ source }) => source !== "kubernetes")],
  };
}

function rateOf(
  version: ServiceVersion,
  traffic: ServiceTraffic | undefined,
): { readonly requestsPerSecond?: number } {
  if (traffic === undefined) return {};
  const names = new Set(Object.values(version.labels));
  const total = Object.entries(traffic.byVersion).reduce(
    (sum, [name, rate]) => (names.has(name) ? sum + rate : sum),
    0,
  );
  return { requestsPerSecond: total };
}

function weightOf(version: ServiceVersion, apis: readonly SplitApi[]): { readonly weightPercent?: number } {
  const current = apis.find(({ current: one }) => one.ok)?.current;
  if (current === undefined || !current.ok) return {};
  const found = current.intent.destinations.find(
    ({ name }) => name === version.subset || name === version.backendService,
  );
  return { weightPercent: found?.weightPercent ?? 0 };
}

function shapeObstacles(
  versions: readonly ServiceVersion[],
  apis: readonly SplitApi[],
): readonly CanaryObstacle[] {
  if (versions.length < 2) {
    return [stop("one_version", phrase("one_version"))];
  }
  if (apis.some(({ fits }) => fits)) return [];
  const reasons = apis.map(({ api, obstacle }) => `${api}: ${obstacle ?? "unknown"}`).join(", ");
  return [stop("no_api", phrase("no_api_holds", { reasons }))];
}

/** Upper bounds of the latency buckets that callers of the service report. */
async function histogramEdges(
  ctx: OperationContext,
  sources: ClusterSources,
  { service, backends }: { readonly service: ServiceName; readonly backends: readonly string[] },
  gathering: Gathering,
): Promise<readonly number[] | undefined> {
  const names = [...new Set([service.name, ...backends])].toSorted().join("|");
  const selector = `reporter="source",destination_service_namespace="${service.namespace}",destination_service_name=~"${names}"`;
  const purpose = "edges of the latency histogram";
  const answer = await gathering.take(
    purpose,
    sources.metrics.query(
      `count by (le) (istio_request_duration_milliseconds_bucket{${selector}})`,
      ctx.nowMs(),
      { purpose, signal: ctx.signal },
    ),
  );
  const edges = answer?.map(({ labels }) => Number(labels["le"])).filter((edge) => Number.isFinite(edge));
  return edges === undefined || edges.length === 0
    ? undefined
    : [...new Set(edges)].toSorted((left, right) => left - right);
}
