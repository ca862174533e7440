import { proxyKey, type SeenStates } from "./first-seen";
import type { Injection } from "./injection";
import type { PodProxy } from "./pod-proxy";
import type { ProxySync, SyncState, TypeSync, XdsType } from "./sync";
import { worstState } from "./sync-state";
import { isUnsupportedSkew, versionSkew } from "./version-skew";

/**
 * How a proxy stands to the control plane. `moving`: two replicas list it. `silent`: the replica that may hold it gives
 * no answer, so nothing is known. `disconnected`: it runs, every replica answered, and none lists it. `no_pod`: a
 * virtual machine, or a pod that was just deleted. `not_injected`: it has no proxy, and would get one if it was created
 * now.
 */
export const connections = [
  "connected",
  "moving",
  "silent",
  "disconnected",
  "starting",
  "stopping",
  "no_pod",
  "not_injected",
] as const;
export type BoardConnection = (typeof connections)[number];

export type BoardCell = {
  readonly state: SyncState;
  /** Since when it is in this state; of a synced type when the version was sent. */
  readonly sinceMs?: number;
  /** istiod does not say since when, so it may be longer than that. */
  readonly isObserved?: true;
  /** Key into the board's `errors`. */
  readonly error?: string;
};

export type BoardRow = {
  readonly namespace: string;
  readonly pod: string;
  readonly workload: string;
  readonly type: string;
  readonly connection: BoardConnection;
  /** The replica that holds it, or that held it when it was last heard of. */
  readonly replica?: string;
  readonly alsoAt?: readonly string[];
  readonly version?: string;
  /** Minor versions behind its istiod, negative when ahead; absent when level or unknown. */
  readonly skew?: number;
  /** The revision that injected it; absent when unknown. */
  readonly revision?: string;
  /** The revision that a restart moves it to, where that is another. */
  readonly next?: string;
  /** Why it does not start, in Kubernetes' word. */
  readonly waiting?: string;
  readonly cells: Partial<Record<XdsType, BoardCell>>;
};

export type BoardFacts = {
  /** undefined when istiod gave no answer at all. */
  readonly syncs: readonly ProxySync[] | undefined;
  readonly seen: SeenStates;
  /** Proxies of silent replicas as they were told last. */
  readonly silent: readonly ProxySync[];
  /** Replicas without an answer; with one, a proxy that nobody lists may be there. */
  readonly silentReplicas: readonly string[];
  /** undefined when Kubernetes could not be asked. */
  readonly pods: readonly PodProxy[] | undefined;
  readonly versionByReplica: ReadonlyMap<string, string>;
  /** Absent when Kubernetes did not tell of namespaces. */
  readonly injection?: Injection;
};

export type BoardRows = {
  readonly rows: readonly BoardRow[];
  /** Error texts by the key that cells have. */
  readonly errors: ReadonlyMap<string, string>;
  /** Pods with a proxy that have done their work. */
  readonly finishedCount: number;
};

/** Every proxy of the mesh: those that istiod lists, and pods with a proxy that no replica lists. */
export function boardRows(facts: BoardFacts): BoardRows {
  const podOf = new Map((facts.pods ?? []).map((pod) => [proxyKey(pod), pod]));
  const errors = new Map<string, string>();
  const listed = new Set((facts.syncs ?? []).map(proxyKey));
  const rows = (facts.syncs ?? []).map((sync) => {
    const pod = podOf.get(proxyKey(sync));
    podOf.delete(proxyKey(sync));
    return rowFromSync(sync, pod, facts, errors);
  });
  const silentOf = new Map(facts.silent.map((sync) => [proxyKey(sync), sync]));
  let finishedCount = 0;
  for (const [key, pod] of podOf) {
    if (pod.stage === "finished") finishedCount += 1;
    else rows.push(rowFromPod(pod, silentOf.get(key), facts));
    silentOf.delete(key);
  }
  for (const pod of facts.injection?.uninjected ?? [])
    if (!listed.has(proxyKey(pod)))
      rows.push({ ...rowFromPod(pod, undefined, facts), connection: "not_injected" });
  // Without pods only the memory of a silent replica tells of its proxies.
  if (facts.pods === undefined) for (const sync of silentOf.values()) rows.push(rowFromMemory(sync));
  return { rows, errors, finishedCount };
}

function rowFromSync(
  sync: ProxySync,
  pod: PodProxy | undefined,
  { seen, pods, versionByReplica, injection }: BoardFacts,
  errors: Map<string, string>,
): BoardRow {
  const { namespace, replica, alsoAt, istioVersion } = sync;
  const skew = versionSkew(istioVersion, versionByReplica.get(replica) ?? "");
  const states = seen.get(proxyKey(sync));
  const cells: Partial<Record<XdsType, BoardCell>> = {};
  for (const [name, found] of Object.entries(sync.types)) {
    const type = name as XdsType;
    cells[type] = cellOf(found, states?.[type], errors);
  }
  const lost = pod === undefined && pods !== undefined ? "no_pod" : "connected";
  return {
    namespace,
    pod: sync.pod,
    workload: pod?.workload ?? sync.pod,
    type: sync.proxyType === "" ? (pod?.type ?? "") : sync.proxyType,
    connection: alsoAt === undefined ? lost : "moving",
    replica,
    ...(alsoAt === undefined ? {} : { alsoAt }),
    ...(istioVersion === "" ? {} : { version: istioVersion }),
    // What most proxies have is not told: thousands of rows must stay small.
    ...(skew === undefined || skew === 0 ? {} : { skew }),
    ...(pod?.revision === undefined ? {} : { revision: pod.revision }),
    ...nextOf(sync, injection),
    cells,
  };
}

function cellOf(
  { state, error, sentAtMs }: TypeSync,
  seen: { readonly atMs: number; readonly basis: "sent" | "observed" } | undefined,
  errors: Map<string, string>,
): BoardCell {
  const isWaiting = state === "stale" || state === "error";
  const sinceMs = isWaiting ? (seen?.atMs ?? sentAtMs) : sentAtMs;
  return {
    state,
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(isWaiting && seen?.basis === "observed" ? { isObserved: true as const } : {}),
    ...(error === undefined ? {} : { error: keep(errors, error) }),
  };
}

/** A key that is equal for equal texts, on every board. Source: FNV-1a. */
function keep(errors: Map<string, string>, text: string): string {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  const key = `${text.length.toString(36)}-${(hash >>> 0).toString(36)}`;
  errors.set(key, text);
  return key;
}

function rowFromPod(pod: PodProxy, memory: ProxySync | undefined, facts: BoardFacts): BoardRow {
  const { namespace, workload, type, stage, revision, version, waiting } = pod;
  const isUnknown = facts.syncs === undefined || facts.silentReplicas.length > 0;
  const connection =
    memory !== undefined || (isUnknown && stage === "running")
      ? "silent"
      : stage === "running"
        ? "disconnected"
        : stage === "stopping"
          ? "stopping"
          : "starting";
  return {
    namespace,
    pod: pod.pod,
    workload,
    type,
    connection,
    ...(memory === undefined ? {} : { replica: memory.replica }),
    ...(revision === undefined ? {} : { revision }),
    ...nextOf(pod, facts.injection),
    ...(version === undefined ? {} : { version }),
    ...(connection === "starting" && waiting !== undefined ? { waiting } : {}),
    cells: {},
  };
}

function nextOf(
  proxy: { readonly namespace: string; readonly pod: string },
  injection: Injection | undefined,
): Pick<BoardRow, "next"> {
  const next = injection?.nextRevisions.get(proxyKey(proxy));
  return next === undefined ? {} : { next };
}

function rowFromMemory({ namespace, pod, proxyType: type, replica, istioVersion }: ProxySync): BoardRow {
  return {
    namespace,
    pod,
    workload: pod,
    type,
    connection: "silent",
    replica,
    ...(istioVersion === "" ? {} : { version: istioVersion }),
    cells: {},
  };
}

/** What a row is counted as: the worst of its types while it is connected, else how it is connected. */
export const boardStates = [
  "error",
  "stale",
  "silent",
  "disconnected",
  "not_injected",
  "starting",
  "synced",
  "not_sent",
] as const;
export type BoardState = (typeof boardStates)[number];

/** A row's one state. A connected proxy that subscribed to nothing yet has been sent nothing. */
export function boardState(row: BoardRow): BoardState {
  switch (row.connection) {
    case "silent":
    case "disconnected":
    case "not_injected":
      return row.connection;
    case "starting":
    case "stopping":
      return "starting";
    case "connected":
    case "moving":
    case "no_pod":
      return worstState(row.cells as Parameters<typeof worstState>[0]) ?? "not_sent";
  }
}

/** Whether Istio supports this proxy with its control plane; true when that is unknown. */
export function isSupported(row: Pick<BoardRow, "skew">): boolean {
  return !isUnsupportedSkew(row.skew);
}
