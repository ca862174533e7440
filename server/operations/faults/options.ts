import type { IntentInstance } from "@/lib/changes/intent-module";
import { portProtocol, serviceSpec, type ServicePort } from "@/lib/config/kubernetes-service";
import type { Manifest } from "@/lib/config/manifest";
import type { Sourced } from "@/lib/evidence";
import type { Exclusion } from "@/lib/faults/exclusions";
import type { RetryEffect } from "@/lib/faults/retry-effect";
import type { FaultIntent } from "@/lib/routing/fault";
import { faultModule } from "@/lib/routing/fault-module";
import { versionsOf, type ServiceVersion } from "@/lib/routing/service-versions";
import { serviceOf, snapshotFromObjects, type ServiceName } from "@/lib/routing/snapshot";
import { engagedSwitch } from "@/server/database/kill-switch";
import { clusterSources } from "@/server/operations/cluster-sources";
import { activeRuns, exclusionsOf, faultObstacle, readServiceFacts } from "@/server/operations/faults/facts";
import { faultPolicyOf } from "@/server/operations/faults/policy";
import { readBudget, readSteady } from "@/server/operations/faults/steady";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

/** A workload that calls the service. */
export type ExperimentCaller = {
  readonly namespace: string;
  readonly workload: string;
  readonly requestsPerSecond: number;
  /** A caller without a proxy never meets a fault; absent is unknown. */
  readonly hasProxy?: boolean;
  readonly isGateway: boolean;
  /** A fault would meet its requests: not without a proxy, and not at a gateway that has routes of its own. Absent is unknown. */
  readonly isReached?: boolean;
  /** What stands before this caller and would repeat the answers that the fault gives; one per service of the caller. */
  readonly retries: readonly RetryEffect[];
};

/** The service as it is without a fault; absent figures are unknown. */
export type SteadyValues = {
  readonly requestsPerSecond?: number;
  readonly successPercent?: number;
  /** Shares of requests faster than each edge of the histogram, in ascending order. */
  readonly fasterThan: readonly { readonly edgeMs: number; readonly percent: number }[];
  /** The edge that the p99 lies under: where a latency condition may start. */
  readonly edgeMsP99?: number;
};

export type ErrorBudget = {
  readonly objectivePercent: number;
  /** What the figures are over. */
  readonly windowMs: number;
  readonly requests: number;
  readonly failed: number;
  /** Below 0 when more was spent than there is. */
  readonly leftPercent: number;
};

export type ExperimentOptions = {
  readonly service: ServiceName;
  /** Absent when the metrics are unknown. */
  readonly callers?: readonly ExperimentCaller[];
  readonly versions: readonly ServiceVersion[];
  readonly ports: readonly (Pick<ServicePort, "name" | "port"> & { readonly protocol: string })[];
  /** A free name for the route that carries the fault. */
  readonly routeName: string;
  readonly isGrpc: boolean;
  /** Where the form starts; absent when no fault can be written here. */
  readonly start?: FaultIntent;
  /** Why no fault can be written here: `http_route_present`, `tcp_only`, `several_virtual_services`, … */
  readonly obstacle?: string;
  readonly faults: readonly IntentInstance<FaultIntent>[];
  readonly steady: SteadyValues;
  /** Absent when the metrics are unknown, or there were no requests. */
  readonly budget?: ErrorBudget;
  /** What keeps faults away from here, or from some of the callers. */
  readonly exclusions: readonly Exclusion[];
  readonly maxMinutes: number;
  readonly requireBudget: boolean;
  /** Runs that hold the service now. */
  readonly activeRuns: readonly {
    readonly id: string;
    readonly kind: "canary" | "fault";
    readonly title: string;
  }[];
  readonly killSwitch?: { readonly reason: string; readonly engagedBy: string; readonly engagedAtMs: number };
  readonly readOnlyReason?: string;
};

/** All that decides about an experiment on a service. Throws not_found for an unknown one. */
export async function readExperimentOptions(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly service: ServiceName; readonly objectivePercent: number },
): Promise<Sourced<ExperimentOptions>> {
  const sources = clusterSources(ctx, input.cluster);
  const { service } = input;
  const gathering = new Gathering();
  const at = { nowMs: ctx.nowMs(), signal: ctx.signal };
  const usual = { percent: 10, httpStatus: 503 };
  const [facts, steady, budget, runs, switched] = await Promise.all([
    readServiceFacts(ctx, sources, service, usual, gathering),
    readSteady(sources, service, gathering, at),
    readBudget(sources, service, input.objectivePercent, gathering, at),
    activeRuns(ctx, sources.name),
    engagedSwitch(ctx.databaseUrl, sources.name),
  ]);
  const { objects, callers } = facts;
  const snapshot = snapshotFromObjects(objects);
  const obstacle = faultObstacle(sources, objects, service);
  const start = faultModule.start(objects, service, "istio");
  const manifest = serviceOf(snapshot, service);
  const { maxMinutes, requireBudget } = faultPolicyOf(ctx);
  const held = runs.filter(
    (run) => run.service.namespace === service.namespace && run.service.name === service.name,
  );
  return gathering.answer({
    service,
    ...(callers === undefined ? {} : { callers }),
    versions: versionsOf(snapshot, service),
    ports: manifest === undefined ? [] : portsOf(manifest),
    routeName: start.name,
    isGrpc: start.abort?.grpcStatus !== undefined,
    ...(obstacle === undefined ? { start } : { obstacle }),
    faults: faultModule.instances(objects, service),
    steady,
    ...(budget === undefined ? {} : { budget }),
    exclusions: exclusionsOf(
      ctx,
      service,
      (callers ?? []).filter(({ isReached }) => isReached !== false),
    ),
    maxMinutes,
    requireBudget,
    activeRuns: held.map(({ id, kind, title }) => ({ id, kind, title })),
    ...(switched === undefined ? {} : { killSwitch: switched }),
    ...(ctx.readOnlyReason === undefined ? {} : { readOnlyReason: ctx.readOnlyReason }),
  });
}

function portsOf(service: Manifest): ExperimentOptions["ports"] {
  return serviceSpec(service).ports.map((port) => ({
    port: port.port,
    protocol: portProtocol(port),
    ...(port.name === undefined ? {} : { name: port.name }),
  }));
}
