import { checkMesh } from "@/lib/config/check";
import { parseExposition } from "@/lib/controlplane/exposition";
import { summarizeMetrics } from "@/lib/controlplane/metrics-summary";
import { workloadByPod } from "@/lib/effective/mesh-workloads";
import type { Sourced } from "@/lib/evidence";
import {
  encryptionByWorkload,
  encryptionQueries,
  type EncryptionKey,
} from "@/lib/security/encryption-queries";
import { namespacePostures, trafficOf, type NamespacePosture } from "@/lib/security/namespace-posture";
import { workloadPostures, type WorkloadPosture } from "@/lib/security/posture";
import type { PromQuery } from "@/lib/telemetry/prom-query";
import { instantWindowMs } from "@/lib/telemetry/rate-window";
import type { Sample } from "@/lib/telemetry/series";
import { spanFromRange, type Scope } from "@/lib/time-range";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";
import { peerAuthenticationMode, type PeerAuthenticationResult } from "@/lib/xds/peer-authentication";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { Gathering } from "@/server/operations/gathering";
import { askInstant } from "@/server/operations/metrics/ask";
import type { ControlPlaneSource, OperationContext } from "@/server/ports";

export type SecurityRead = {
  /** What a workload accepts where nobody says otherwise; absent while policies are unknown. */
  readonly mesh?: PeerAuthenticationResult;
  readonly mtlsRatio?: number;
  readonly plaintextPerSecond?: number;
  /** When the first root certificate of the replicas runs out; absent when istiod does not tell. */
  readonly rootCertificateExpiryMs?: number;
  readonly namespaces: readonly NamespacePosture[];
  readonly workloads: readonly WorkloadPosture[];
  /** False when a part of the inventory is missing: then the tables are not all there is. */
  readonly isComplete: boolean;
  /** Rates are over this window, which ends at `atMs`. */
  readonly windowMs: number;
  readonly atMs: number;
};

const certificateQuery: PromQuery<"certificates"> = {
  key: "certificates",
  promql: `min by (namespace, pod) (istio_agent_cert_expiry_seconds{resource_name="default"})`,
  purpose: "remaining life of proxies' certificates",
};
const securityGroups = ["security.istio.io/", "networking.istio.io/Sidecar"];

/** How every workload of the scope is protected: five PromQL queries whatever the number of namespaces. */
export async function readSecurity(ctx: OperationContext, scope: Scope): Promise<Sourced<SecurityRead>> {
  const gathering = new Gathering();
  const { kubernetes: _, ...sources } = clusterSources(ctx, scope.cluster);
  const span = spanFromRange(scope.range, ctx.nowMs());
  const windowMs = instantWindowMs(span.endMs - span.startMs, sources.scrapeMs);
  const queries: readonly PromQuery<EncryptionKey | "certificates">[] = [
    ...encryptionQueries(scope.namespaces, windowMs),
    certificateQuery,
  ];
  const [objects, samples, rootExpiryMs] = await Promise.all([
    gathering.take("mesh configuration", readMeshObjects(clusterSources(ctx, scope.cluster), ctx.signal)),
    askInstant(gathering, sources.metrics, queries, span.endMs, ctx.signal),
    readRootExpiry(gathering, sources.controlPlane, ctx.signal),
  ]);
  const known: MeshObjects = objects ?? {};
  const findings = checkMesh({ objects: known, facts: {}, nowMs: ctx.nowMs() }).filter(({ object }) =>
    securityGroups.some((group) => `${object.apiVersion.split("/")[0]}/${object.kind}`.startsWith(group)),
  );
  const workloads = workloadPostures({
    objects: known,
    namespaces: scope.namespaces,
    encryption: encryptionByWorkload(samples),
    certificateExpiryMs: expiryByWorkload(known, samples.certificates ?? [], span.endMs),
    findings,
  });
  return gathering.answer({
    ...(known["security.istio.io/PeerAuthentication"] === undefined
      ? {}
      : { mesh: peerAuthenticationMode({ objects: known, namespace: rootNamespace, labels: {} }) }),
    ...trafficOf(workloads),
    ...(rootExpiryMs === undefined ? {} : { rootCertificateExpiryMs: rootExpiryMs }),
    namespaces: namespacePostures(known, workloads),
    workloads,
    isComplete: known["/Pod"] !== undefined,
    windowMs,
    atMs: span.endMs,
  });
}

async function readRootExpiry(
  gathering: Gathering,
  controlPlane: ControlPlaneSource,
  signal: AbortSignal,
): Promise<number | undefined> {
  const purpose = "life of the root certificate";
  const pages = await gathering.take(purpose, controlPlane.metrics({ purpose, signal }));
  const times = (pages ?? []).flatMap(
    ({ text }) => summarizeMetrics(parseExposition(text)).rootCertExpiryMs ?? [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The agent says how many seconds are left; of a workload's pods the first to run out counts. */
function expiryByWorkload(
  objects: MeshObjects,
  samples: readonly Sample[],
  atMs: number,
): ReadonlyMap<string, number> {
  const expiry = new Map<string, number>();
  for (const { labels, value } of samples) {
    const workload = workloadByPod(objects, labels["namespace"] ?? "", labels["pod"] ?? "");
    if (workload === undefined || value === null) continue;
    const key = `${workload.namespace}/${workload.name}`;
    expiry.set(key, Math.min(expiry.get(key) ?? Number.POSITIVE_INFINITY, atMs + value * 1000));
  }
  return expiry;
}
