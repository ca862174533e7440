import { z } from "zod";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type { Sourced } from "@/lib/evidence";
import { indexInventory, type InventoryWorkload } from "@/lib/graph/inventory";
import { workloadOfPod } from "@/lib/graph/inventory-from-manifests";
import { evaluateHealth } from "@/lib/health/evaluate";
import type { Health } from "@/lib/health/model";
import { applicableObjects, type ApplicableObject } from "@/lib/services/applicable-objects";
import { podTotals } from "@/lib/services/pod-totals";
import { serviceTraffic, type ServiceTraffic } from "@/lib/services/peers";
import type { GoldenSignals } from "@/lib/telemetry/golden-signals";
import { edgeQueries } from "@/lib/telemetry/istio/edge-queries";
import { edgesFromSamples } from "@/lib/telemetry/istio/edges-from-samples";
import { goldenSignalsFromSamples, type SubjectSignals } from "@/lib/telemetry/istio/signals-from-samples";
import { signalsQueries } from "@/lib/telemetry/istio/signal-queries";
import { instantWindowMs } from "@/lib/telemetry/rate-window";
import { spanFromRange, type Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { readInventory } from "@/server/operations/inventory/read";
import { askInstant } from "@/server/operations/metrics/ask";
import { readRoutingObjects } from "@/server/operations/services/routing-objects";
import type { OperationContext } from "@/server/ports";

export type ServicePort = { readonly name: string; readonly port: number; readonly protocol: string };
export type ServicePod = {
  readonly namespace: string;
  readonly name: string;
  readonly workload: string;
  readonly ip?: string;
  readonly phase: string;
};

export type ServiceDetail = {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** Whether Kubernetes has such a Service; undefined while Kubernetes is silent. */
  readonly exists?: boolean;
  readonly ports: readonly ServicePort[];
  readonly signals: GoldenSignals;
  readonly health: Health;
  readonly traffic: ServiceTraffic;
  readonly workloads: readonly InventoryWorkload[];
  readonly pods: readonly ServicePod[];
  readonly objects: readonly ApplicableObject[];
};

const portsSchema = z.array(
  z.looseObject({
    name: z.string().default(""),
    port: z.number(),
    protocol: z.string().default("TCP"),
    appProtocol: z.string().optional(),
  }),
);
const podStatusSchema = z.looseObject({ podIP: z.string().optional(), phase: z.string().default("Unknown") });

/** One service: signals, who calls it, what it calls, what stands behind it and which objects decide about it. */
export async function readService(
  ctx: OperationContext,
  input: { scope: Scope; namespace: string; name: string },
): Promise<Sourced<ServiceDetail>> {
  const { scope, namespace, name } = input;
  const gathering = new Gathering();
  const sources = clusterSources(ctx, scope.cluster);
  const span = spanFromRange(scope.range, ctx.nowMs());
  const windowMs = instantWindowMs(span.endMs - span.startMs, sources.scrapeMs);
  const around = { kind: "service", namespace, name } as const;
  const signalQueries = signalsQueries({
    kind: "service",
    direction: "inbound",
    scope: { namespaces: [], around },
    windowMs,
  });
  const [edgeSamples, signalSamples, inventory, objects] = await Promise.all([
    askInstant(
      gathering,
      sources.metrics,
      edgeQueries({ namespaces: [], around }, windowMs),
      span.endMs,
      ctx.signal,
    ),
    askInstant(gathering, sources.metrics, signalQueries, span.endMs, ctx.signal),
    readInventory(gathering, sources.kubernetes, namespace === "" ? [] : [namespace], ctx.signal),
    readRoutingObjects(gathering, sources.kubernetes, ctx.signal),
  ]);
  const workloads = indexInventory(inventory).workloadsOf(namespace, name);
  const names = new Set(workloads.map((each) => each.name));
  const manifest = inventory.serviceManifests.find((each) => each.metadata.name === name);
  const found = goldenSignalsFromSamples(signalSamples, "service", "inbound", sources.name)[0];
  return gathering.answer({
    cluster: sources.name,
    namespace,
    name,
    ...(inventory.known && namespace !== "" ? { exists: manifest !== undefined } : {}),
    ports: portsOf(manifest),
    signals: found?.signals ?? {},
    health: healthOf(windowMs, found, workloads),
    traffic: serviceTraffic(edgesFromSamples(edgeSamples, sources.name), { namespace, name }, names),
    workloads,
    pods: podsOf(inventory.pods, names),
    objects: applicableObjects(
      {
        namespace,
        name,
        workloadLabels: workloads.map((each) => each.labels),
        rootNamespace: "istio-system",
      },
      objects,
    ),
  });
}

function healthOf(
  windowMs: number,
  found: SubjectSignals | undefined,
  workloads: readonly InventoryWorkload[],
): Health {
  const pods = podTotals(workloads);
  const byClass = found === undefined ? {} : { byClass: found.byClass };
  return evaluateHealth({ windowMs, ...found?.signals, ...byClass, ...(pods === undefined ? {} : { pods }) });
}

function portsOf(manifest: Manifest | undefined): readonly ServicePort[] {
  const ports = portsSchema.safeParse(manifest?.spec?.["ports"]);
  if (!ports.success) return [];
  return ports.data.map((each) => ({
    name: each.name,
    port: each.port,
    protocol: each.appProtocol ?? (each.name.split("-")[0] || each.protocol.toLowerCase()),
  }));
}

function podsOf(pods: readonly Manifest[], workloads: ReadonlySet<string>): readonly ServicePod[] {
  return pods.flatMap((pod) => {
    const workload = workloadOfPod(pod);
    if (!workloads.has(workload)) return [];
    const status = podStatusSchema.safeParse(pod.status ?? {});
    const ref = refFromManifest(pod);
    return [
      {
        namespace: ref.namespace,
        name: ref.name,
        workload,
        phase: status.success ? status.data.phase : "Unknown",
        ...(status.success && status.data.podIP !== undefined ? { ip: status.data.podIP } : {}),
      },
    ];
  });
}
