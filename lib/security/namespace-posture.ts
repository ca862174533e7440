import { dataplaneFromNamespace } from "@/lib/mesh/namespace-dataplane";
import type { WorkloadPosture } from "@/lib/security/posture";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import {
  peerAuthenticationMode,
  type MutualTlsMode,
  type PeerAuthenticationResult,
} from "@/lib/xds/peer-authentication";

/** How the workloads of a namespace are protected, and what a new one would get. */
export type NamespacePosture = {
  readonly namespace: string;
  /** How new pods join the mesh; absent while the namespaces are unknown. */
  readonly joins?: "sidecar" | "ambient" | "none";
  /** What a workload without a policy of its own accepts; absent while policies are unknown. */
  readonly mtls?: PeerAuthenticationResult;
  readonly workloads: number;
  /** Workloads without a proxy, which nothing here protects. */
  readonly outside: number;
  readonly byMode: Readonly<Record<MutualTlsMode, number>>;
  /** Share of the measured requests that came by mTLS; absent when none were measured. */
  readonly mtlsRatio?: number;
  /** Requests per second that came in plain text; absent while the metrics are unknown. */
  readonly plaintextPerSecond?: number;
  /** Workloads on which an ALLOW refuses the rest; absent while policies are unknown. */
  readonly closed?: number;
};

/** One row for each namespace that has workloads, by name. */
export function namespacePostures(
  objects: MeshObjects,
  postures: readonly WorkloadPosture[],
): readonly NamespacePosture[] {
  const groups = new Map<string, WorkloadPosture[]>();
  for (const posture of postures) {
    const group = groups.get(posture.namespace) ?? [];
    groups.set(posture.namespace, group);
    group.push(posture);
  }
  return [...groups]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([namespace, group]) => namespacePosture(objects, namespace, group));
}

function namespacePosture(
  objects: MeshObjects,
  namespace: string,
  group: readonly WorkloadPosture[],
): NamespacePosture {
  const labels = objects["/Namespace"]?.find(({ metadata }) => metadata.name === namespace)?.metadata.labels;
  const isKnown = objects["security.istio.io/PeerAuthentication"] !== undefined;
  const byMode = { STRICT: 0, PERMISSIVE: 0, DISABLE: 0 };
  for (const { mtls } of group) if (mtls !== undefined) byMode[mtls.mode] += 1;
  return {
    namespace,
    ...(labels === undefined ? {} : { joins: dataplaneFromNamespace(labels ?? {}) }),
    ...(isKnown ? { mtls: peerAuthenticationMode({ objects, namespace, labels: {} }) } : {}),
    workloads: group.length,
    outside: group.filter(({ dataplane }) => dataplane === "none").length,
    byMode,
    ...trafficOf(group),
    ...(group.some(({ access }) => access === undefined)
      ? {}
      : { closed: group.filter(({ access }) => access?.isClosed === true).length }),
  };
}

/** Requests only: bytes of TCP connections can't be added to them. */
export function trafficOf(
  group: readonly WorkloadPosture[],
): Pick<NamespacePosture, "mtlsRatio" | "plaintextPerSecond"> {
  // What comes to a gateway comes from outside, where no mesh encrypts.
  const inside = group.filter(({ dataplane }) => dataplane !== "none" && dataplane !== "gateway");
  if (inside.length === 0 || inside.some(({ encryption }) => encryption === undefined)) return {};
  let total = 0;
  let mutual = 0;
  for (const { encryption } of inside) {
    if (encryption?.measuredBy !== "requests") continue;
    total += encryption.perSecond ?? 0;
    mutual += (encryption.perSecond ?? 0) * (encryption.mtlsRatio ?? 0);
  }
  return { ...(total > 0 ? { mtlsRatio: mutual / total } : {}), plaintextPerSecond: total - mutual };
}
