import type { Manifest } from "@/lib/config/manifest";
import type { Sourced } from "@/lib/evidence";
import { indexInventory, type InventoryWorkload } from "@/lib/graph/inventory";
import { workloadOfPod } from "@/lib/graph/inventory-from-manifests";
import { evaluateHealth } from "@/lib/health/evaluate";
import type { Health } from "@/lib/health/model";
import type { GoldenSignals } from "@/lib/telemetry/golden-signals";
import { goldenSignalsFromSamples } from "@/lib/telemetry/istio/signals-from-samples";
import { signalsQueries } from "@/lib/telemetry/istio/signal-queries";
import { instantWindowMs } from "@/lib/telemetry/rate-window";
import { spanFromRange, type Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { readInventory } from "@/server/operations/inventory/read";
import { askInstant } from "@/server/operations/metrics/ask";
import type { OperationContext } from "@/server/ports";

export type WorkloadDetail = {
  readonly namespace: string;
  readonly name: string;
  /** undefined when Kubernetes is silent or has no such workload; `known` tells the two apart. */
  readonly workload?: InventoryWorkload;
  readonly known: boolean;
  readonly services: readonly string[];
  readonly pods: readonly { readonly name: string; readonly phase: string; readonly ip?: string }[];
  readonly inbound: GoldenSignals;
  readonly outbound: GoldenSignals;
  readonly health: Health;
};

/** One workload: what it serves and what it calls, its pods and the services that choose it. */
export async function readWorkload(
  ctx: OperationContext,
  input: { scope: Scope; namespace: string; name: string },
): Promise<Sourced<WorkloadDetail>> {
  const { scope, namespace, name } = input;
  const gathering = new Gathering();
  const sources = clusterSources(ctx, scope.cluster);
  const span = spanFromRange(scope.range, ctx.nowMs());
  const windowMs = instantWindowMs(span.endMs - span.startMs, sources.scrapeMs);
  const ask = (direction: "inbound" | "outbound") =>
    askInstant(
      gathering,
      sources.metrics,
      signalsQueries({
        kind: "workload",
        direction,
        scope: { namespaces: [], around: { kind: "workload", namespace, name } },
        windowMs,
      }),
      span.endMs,
      ctx.signal,
    ).then((samples) => goldenSignalsFromSamples(samples, "workload", direction, sources.name)[0]);
  const [inbound, outbound, inventory] = await Promise.all([
    ask("inbound"),
    ask("outbound"),
    readInventory(gathering, sources.kubernetes, [namespace], ctx.signal),
  ]);
  const index = indexInventory(inventory);
  const workload = index.workload(namespace, name);
  const byClass = inbound === undefined ? {} : { byClass: inbound.byClass };
  return gathering.answer({
    namespace,
    name,
    ...(workload === undefined ? {} : { workload }),
    known: inventory.known,
    services: index.servicesOf(namespace, name).map((each) => each.name),
    pods: inventory.pods.filter((pod) => workloadOfPod(pod) === name).map(podFrom),
    inbound: inbound?.signals ?? {},
    outbound: outbound?.signals ?? {},
    health: evaluateHealth({
      windowMs,
      ...inbound?.signals,
      ...byClass,
      ...(workload?.pods === undefined ? {} : { pods: workload.pods }),
    }),
  });
}

function podFrom(pod: Manifest): WorkloadDetail["pods"][number] {
  const status = (pod.status ?? {}) as { phase?: unknown; podIP?: unknown };
  return {
    name: pod.metadata.name,
    phase: typeof status.phase === "string" ? status.phase : "Unknown",
    ...(typeof status.podIP === "string" ? { ip: status.podIP } : {}),
  };
}
