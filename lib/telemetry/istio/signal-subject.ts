import { knownLabel, knownVersion } from "@/lib/telemetry/istio/labels";
import type { ClusterNaming } from "@/lib/telemetry/istio/traffic-peer";
import { destinationPeer } from "@/lib/telemetry/istio/traffic-peer";
import type { Labels } from "@/lib/telemetry/series";

/** What golden signals are computed per. */
export type SignalSubjectKind = "namespace" | "service" | "version" | "workload";

/** "inbound": what the subject serves. "outbound": what it calls (gateways have nothing else). */
export type SignalDirection = "inbound" | "outbound";

/** One thing that signals are of. `name` is "" for a namespace, `version` is set for versions only. */
export type SignalSubject = {
  readonly kind: SignalSubjectKind;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly version?: string;
};

const inboundLabels: Readonly<Record<SignalSubjectKind, readonly string[]>> = {
  namespace: ["destination_cluster", "destination_service_namespace"],
  service: [
    "destination_cluster",
    "destination_service_namespace",
    "destination_service_name",
    "destination_service",
  ],
  version: [
    "destination_cluster",
    "destination_service_namespace",
    "destination_service_name",
    "destination_service",
    "destination_canonical_revision",
  ],
  workload: ["destination_cluster", "destination_workload_namespace", "destination_workload"],
};

const outboundLabels: Readonly<Record<SignalSubjectKind, readonly string[]>> = {
  namespace: ["source_cluster", "source_workload_namespace"],
  service: ["source_cluster", "source_workload_namespace", "source_canonical_service"],
  version: [
    "source_cluster",
    "source_workload_namespace",
    "source_canonical_service",
    "source_canonical_revision",
  ],
  workload: ["source_cluster", "source_workload_namespace", "source_workload"],
};

/** The labels that tell subjects of a kind apart. */
export function subjectLabels(kind: SignalSubjectKind, direction: SignalDirection): readonly string[] {
  return direction === "inbound" ? inboundLabels[kind] : outboundLabels[kind];
}

/** The subject of a series, or undefined when Istio did not know it. External services have namespace "". */
export function subjectFromLabels(
  labels: Labels,
  kind: SignalSubjectKind,
  direction: SignalDirection,
  naming: ClusterNaming,
): SignalSubject | undefined {
  const side = direction === "inbound" ? "destination" : "source";
  const id = knownLabel(labels, `${side}_cluster`);
  const cluster = id === undefined || id === naming.homeId ? naming.cluster : id;
  if (kind === "workload") {
    const namespace = knownLabel(labels, `${side}_workload_namespace`);
    const name = knownLabel(labels, `${side}_workload`);
    return namespace === undefined || name === undefined ? undefined : { kind, cluster, namespace, name };
  }
  if (kind === "namespace") {
    const label = side === "destination" ? "destination_service_namespace" : "source_workload_namespace";
    const namespace = knownLabel(labels, label);
    return namespace === undefined ? undefined : { kind, cluster, namespace, name: "" };
  }
  const service =
    side === "destination" ? destinationPeer(labels, naming).service : callerOf(labels, cluster);
  if (service === undefined) return undefined;
  if (kind === "service") return { kind, cluster, namespace: service.namespace, name: service.name };
  const version = knownVersion(labels, side);
  if (version === undefined) return undefined;
  return { kind, cluster, namespace: service.namespace, name: service.name, version };
}

function callerOf(labels: Labels, cluster: string) {
  const namespace = knownLabel(labels, "source_workload_namespace");
  const name = knownLabel(labels, "source_canonical_service");
  return namespace === undefined || name === undefined ? undefined : { cluster, namespace, name };
}

/** A key equal for equal subjects of one kind. */
export function subjectKey(subject: SignalSubject): string {
  return `${subject.cluster}/${subject.namespace}/${subject.name}@${subject.version ?? ""}`;
}
