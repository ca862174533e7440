import { parseExposition } from "@/lib/controlplane/exposition";
import { summarizeMetrics, type ControlPlaneMetrics } from "@/lib/controlplane/metrics-summary";
import {
  xdsTypes,
  type ControlPlaneReplica,
  type ProxySync,
  type SyncState,
  type XdsType,
} from "@/lib/controlplane/sync";
import { rejections, worstState } from "@/lib/controlplane/sync-state";
import type { Sourced } from "@/lib/evidence";
import type { Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { sharedReplicas, sharedSync } from "./shared-sync";
import { Gathering } from "@/server/operations/gathering";
import type { Call, OperationContext } from "@/server/ports";

export type ReplicaRead = ControlPlaneReplica & {
  /** Absent when the replica's metrics could not be read. */
  readonly metrics?: ControlPlaneMetrics;
};

export type SyncCounts = Readonly<Record<SyncState, number>>;

export type RejectedConfig = {
  readonly namespace: string;
  readonly pod: string;
  readonly replica: string;
  readonly type: XdsType;
  /** Envoy's own words. */
  readonly message: string;
  readonly sentAtMs?: number;
};

export type ControlPlane = {
  readonly replicas: readonly ReplicaRead[];
  /** Proxies by worst state; absent when istiod could not be asked. */
  readonly proxies?: SyncCounts;
  readonly byType: Partial<Record<XdsType, SyncCounts>>;
  readonly outOfSync: readonly ProxySync[];
  readonly rejected: readonly RejectedConfig[];
};

const noCounts: SyncCounts = { synced: 0, stale: 0, not_sent: 0, error: 0 };

/** The control plane's replicas, what they hold, and which proxies do not have what was sent to them. */
export async function readControlPlane(
  ctx: OperationContext,
  scope: Pick<Scope, "cluster">,
): Promise<Sourced<ControlPlane>> {
  const gathering = new Gathering();
  const { controlPlane } = clusterSources(ctx, scope.cluster);
  const call = (purpose: string): Call => ({ purpose, signal: ctx.signal });
  const [replicas, syncs, metrics] = await Promise.all([
    gathering.take("istiod replicas", sharedReplicas(ctx, scope.cluster, call("istiod replicas"))),
    gathering.take("sync state", sharedSync(ctx, scope.cluster, call("sync state of every proxy"))),
    gathering.take("istiod's metrics", controlPlane.metrics(call("istiod's own metrics"))),
  ]);
  const metricsOf = new Map(
    (metrics ?? []).map(({ replica, text }) => [replica, summarizeMetrics(parseExposition(text))]),
  );
  const warnings = new Map(
    gathering.warnings.map((warning) => [`${warning.part} ${warning.reason}`, warning]),
  );
  return {
    data: {
      replicas: (replicas ?? []).map((replica) => {
        const found = metricsOf.get(replica.name);
        return found === undefined ? replica : { ...replica, metrics: found };
      }),
      ...(syncs === undefined ? {} : { proxies: countStates(syncs.map((sync) => worstState(sync.types))) }),
      byType: countByType(syncs ?? []),
      outOfSync: (syncs ?? []).filter((sync) => {
        const state = worstState(sync.types);
        return state === "stale" || state === "error";
      }),
      rejected: (syncs ?? []).flatMap(rejectedOf),
    },
    warnings: [...warnings.values()],
    evidence: gathering.evidence,
  };
}

function countStates(states: readonly (SyncState | undefined)[]): SyncCounts {
  const counts: Record<SyncState, number> = { ...noCounts };
  for (const state of states) if (state !== undefined) counts[state] += 1;
  return counts;
}

function countByType(syncs: readonly ProxySync[]): Partial<Record<XdsType, SyncCounts>> {
  const used = xdsTypes.filter((type) => syncs.some((sync) => sync.types[type] !== undefined));
  return Object.fromEntries(
    used.map((type) => [type, countStates(syncs.map((sync) => sync.types[type]?.state))]),
  );
}

function rejectedOf({ namespace, pod, replica, types }: ProxySync): readonly RejectedConfig[] {
  return rejections(types).map(({ type, sync }) => ({
    namespace,
    pod,
    replica,
    type,
    message: sync.error ?? "",
    ...(sync.sentAtMs === undefined ? {} : { sentAtMs: sync.sentAtMs }),
  }));
}
