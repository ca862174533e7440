import { istiodPods, placedReplica } from "@/lib/controlplane/istiod-pods";
import { boardRows, type BoardFacts } from "@/lib/controlplane/board";
import { wireFromRow, type RowWire } from "@/lib/controlplane/board-wire";
import { podProxy, type PodProxy } from "@/lib/controlplane/pod-proxy";
import type { ControlPlaneReplica } from "@/lib/controlplane/sync";
import { warningFromError, type SourceWarning } from "@/lib/errors";
import type { Evidence, Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, KubernetesSource, OperationContext } from "@/server/ports";
import { readInjection } from "./injection";
import { syncFeedOf } from "./shared-sync";
import type { SyncLook } from "./sync-look";

/** What is known of the whole board beside its rows. */
export type BoardHead = {
  /** When istiod was asked. */
  readonly atMs: number;
  readonly intervalMs: number;
  readonly replicas: readonly ControlPlaneReplica[];
  /** Pods with a proxy that have done their work. */
  readonly finishedCount: number;
  /** No replica answered, so every state is unknown. */
  readonly isSilent: boolean;
  /** Kubernetes could not be asked, so that nobody knows of proxies that istiod does not list. */
  readonly isWithoutPods: boolean;
  readonly warnings: readonly SourceWarning[];
};

export type Board = BoardHead & {
  readonly rows: readonly RowWire[];
  /** Envoy's words by the key that rows have. */
  readonly errors: Readonly<Record<string, string>>;
};

export type BuiltBoard = Sourced<Board>;

/** The board as the last look saw it, at most one interval old. */
export async function readBoard(ctx: OperationContext, cluster: string): Promise<Sourced<Board>> {
  const sources = clusterSources(ctx, cluster);
  const feed = syncFeedOf(sources);
  return boardOf(sources, await feed.look(feed.intervalMs, ctx.signal));
}

const built = new WeakMap<SyncLook, Map<KubernetesSource, Promise<BuiltBoard>>>();

/** The board of one look: built once for all who see the same pods. */
export function boardOf(sources: ClusterSources, look: SyncLook): Promise<BuiltBoard> {
  const known = built.get(look) ?? new Map<KubernetesSource, Promise<BuiltBoard>>();
  built.set(look, known);
  const found = known.get(sources.kubernetes);
  if (found !== undefined) return found;
  const board = buildBoard(sources, look);
  known.set(sources.kubernetes, board);
  return board;
}

async function buildBoard(sources: ClusterSources, look: SyncLook): Promise<BuiltBoard> {
  const gathering = new Gathering();
  const manifests = await gathering.takeObjects(
    "pods",
    sources.kubernetes.list("", "Pod", { purpose: "proxies that no istiod lists" }),
  );
  const pods = manifests?.flatMap((pod) => podProxy(pod) ?? []);
  const injection = manifests === undefined ? undefined : await readInjection(sources, manifests, gathering);
  const istiods = istiodPods(manifests ?? []);
  const { answer, error } = look;
  if (error !== undefined) gathering.warnings.push(warningFromError(error, "sync state"));
  gathering.warnings.push(...(answer?.warnings ?? []));
  const { rows, errors, finishedCount } = boardRows({
    ...factsOf(look, pods),
    ...(injection === undefined ? {} : { injection }),
  });
  const board: Board = {
    atMs: look.atMs,
    intervalMs: syncFeedOf(sources).intervalMs,
    replicas: look.replicas.map((replica) => placedReplica(replica, istiods)),
    finishedCount,
    isSilent: answer === undefined,
    isWithoutPods: manifests === undefined,
    warnings: gathering.warnings,
    rows: rows.map(wireFromRow),
    errors: Object.fromEntries(errors),
  };
  const evidence: readonly Evidence[] = [...gathering.evidence, ...(answer?.evidence ?? [])];
  return { data: board, warnings: gathering.warnings, evidence };
}

function factsOf(look: SyncLook, pods: readonly PodProxy[] | undefined): BoardFacts {
  const { answer, seen, silent, replicas } = look;
  return {
    syncs: answer?.data,
    seen,
    silent,
    silentReplicas: replicas.filter(({ reachable }) => !reachable).map(({ name }) => name),
    pods,
    versionByReplica: new Map(
      replicas.flatMap(({ name, version }) => (version === undefined ? [] : [[name, version]])),
    ),
  };
}
