import type { ProxySync, SyncState } from "./sync";
import { lastSentMs, worstState } from "./sync-state";
import { isUnsupportedSkew, versionSkew } from "./version-skew";
import type { Manifest } from "@/lib/config/manifest";
import { dataplaneFromPod } from "@/lib/graph/dataplane-from-pod";
import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";
import { fieldAt, itemsField, textField } from "@/lib/proxies/proto-json";
import { isPodReady } from "./istiod-pods";

/**
 * How a pod stands to the control plane. `unknown` when a replica that could hold it is silent; `no_pod` is a proxy that
 * istiod lists without a pod: a virtual machine, or a pod that was just deleted.
 */
export type ProxyConnection = "connected" | "disconnected" | "no_proxy" | "no_pod" | "unknown";

export type ProxyRow = {
  readonly namespace: string;
  readonly pod: string;
  readonly podIp?: string;
  readonly workload: string;
  /** sidecar, router, waypoint, ztunnel, or "" without a proxy. */
  readonly type: string;
  readonly connection: ProxyConnection;
  readonly isReady?: boolean;
  readonly isAmbient: boolean;
  readonly version?: string;
  readonly replica?: string;
  /** Minor versions that the proxy is behind its control plane; negative when it is ahead. */
  readonly skew?: number;
  readonly isSkewUnsupported: boolean;
  readonly state?: SyncState;
  readonly lastSentMs?: number;
  readonly types: ProxySync["types"];
};

export type ProxyRowFacts = {
  /** undefined when Kubernetes could not be asked. */
  readonly pods: readonly Manifest[] | undefined;
  /** undefined when istiod could not be asked at all. */
  readonly syncs: readonly ProxySync[] | undefined;
  /** Some replica gave no answer, so a missing proxy may be connected to it. */
  readonly isPartial: boolean;
  readonly versionByReplica: ReadonlyMap<string, string>;
};

/** The image of the pod's proxy; undefined without one. */
export function proxyImage(pod: Manifest): string | undefined {
  const containers = [...itemsField(pod.spec, "containers"), ...itemsField(pod.spec, "initContainers")];
  const proxy = containers.find((container) => textField(container, "name") === "istio-proxy");
  return proxy === undefined ? undefined : (textField(proxy, "image") ?? "");
}

/** The workload that a pod's owner stands for; of a ReplicaSet the Deployment. */
export function workloadOf(pod: Manifest): string {
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return workloadFromPodName(pod.metadata.name);
  const hash = pod.metadata.labels?.["pod-template-hash"];
  return owner.kind === "ReplicaSet" && hash !== undefined && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

/** sidecar, router, waypoint or ztunnel, for a pod that has a proxy. */
export function typeOf(pod: Manifest): string {
  const labels = pod.metadata.labels ?? {};
  if (labels["app"] === "ztunnel") return "ztunnel";
  if (labels["gateway.istio.io/managed"]?.includes("waypoint") === true) return "waypoint";
  return dataplaneFromPod(pod) === "gateway" ? "router" : "sidecar";
}

function rowFromPod(pod: Manifest, sync: ProxySync | undefined, facts: ProxyRowFacts): ProxyRow {
  const image = proxyImage(pod);
  const hasProxy = image !== undefined || sync !== undefined;
  const podIp = fieldAt(pod.status, "podIP");
  const isReady = isPodReady(pod);
  const tag = image === undefined ? "" : /:([^:/@]+)(?:@|$)/.exec(image)?.[1];
  const silent = facts.syncs === undefined || facts.isPartial;
  return {
    namespace: pod.metadata.namespace ?? "",
    pod: pod.metadata.name,
    ...(typeof podIp === "string" && podIp !== "" ? { podIp } : {}),
    workload: workloadOf(pod),
    type: hasProxy ? typeOf(pod) : "",
    connection: !hasProxy
      ? "no_proxy"
      : sync !== undefined
        ? "connected"
        : silent
          ? "unknown"
          : "disconnected",
    ...(isReady === undefined ? {} : { isReady }),
    isAmbient: dataplaneFromPod(pod) === "ambient",
    isSkewUnsupported: false,
    types: {},
    ...(tag === undefined || tag === "" ? {} : { version: tag }),
  };
}

function withSync(row: ProxyRow, sync: ProxySync, versionByReplica: ReadonlyMap<string, string>): ProxyRow {
  const skew = versionSkew(sync.istioVersion, versionByReplica.get(sync.replica) ?? "");
  const state = worstState(sync.types);
  const sentMs = lastSentMs(sync.types);
  return {
    ...row,
    type: sync.proxyType === "" ? row.type : sync.proxyType,
    replica: sync.replica,
    types: sync.types,
    isSkewUnsupported: isUnsupportedSkew(skew),
    ...(sync.istioVersion === "" ? {} : { version: sync.istioVersion }),
    ...(skew === undefined ? {} : { skew }),
    ...(state === undefined ? {} : { state }),
    ...(sentMs === undefined ? {} : { lastSentMs: sentMs }),
  };
}

/** Every pod with what the control plane says of it, and proxies that only the control plane knows. Finished pods are left out. */
export function proxyRows(facts: ProxyRowFacts): readonly ProxyRow[] {
  const syncOf = new Map((facts.syncs ?? []).map((sync) => [`${sync.namespace}/${sync.pod}`, sync]));
  const rows: ProxyRow[] = [];
  for (const pod of facts.pods ?? []) {
    const phase = textField(pod.status, "phase");
    if (phase === "Succeeded" || phase === "Failed") continue;
    const key = `${pod.metadata.namespace ?? ""}/${pod.metadata.name}`;
    const sync = syncOf.get(key);
    syncOf.delete(key);
    const row = rowFromPod(pod, sync, facts);
    rows.push(sync === undefined ? row : withSync(row, sync, facts.versionByReplica));
  }
  for (const sync of syncOf.values()) {
    const row: ProxyRow = {
      namespace: sync.namespace,
      pod: sync.pod,
      workload: workloadFromPodName(sync.pod),
      type: sync.proxyType,
      connection: facts.pods === undefined ? "connected" : "no_pod",
      isAmbient: false,
      isSkewUnsupported: false,
      types: {},
    };
    rows.push(withSync(row, sync, facts.versionByReplica));
  }
  return rows;
}
