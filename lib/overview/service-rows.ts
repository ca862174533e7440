import { indexInventory, type GraphInventory, type InventoryIndex } from "@/lib/graph/inventory";
import { evaluateHealth } from "@/lib/health/evaluate";
import type { ServiceRow } from "@/lib/overview/rows";
import { podTotals } from "@/lib/services/pod-totals";
import type { GoldenSignals } from "@/lib/telemetry/golden-signals";
import type { SubjectSignals } from "@/lib/telemetry/istio/signals-from-samples";
import type { SubjectSparklines } from "@/lib/telemetry/istio/sparkline-queries";
import { subjectKey, type SignalSubject } from "@/lib/telemetry/istio/signal-subject";

export type ServiceFacts = {
  readonly cluster: string;
  readonly windowMs: number;
  readonly inventory: GraphInventory;
  /** Whether Prometheus answered: then a service without series had no traffic instead of unknown traffic. */
  readonly metricsKnown: boolean;
  readonly signals: readonly SubjectSignals[];
  readonly sparklines: ReadonlyMap<string, SubjectSparklines>;
  /** What workloads send, by `namespace/workload`: gateways serve nobody in the mesh, their traffic is what they pass on. */
  readonly outbound: ReadonlyMap<string, SubjectSignals>;
  /** By `namespace/workload`. */
  readonly saturation: ReadonlyMap<string, number>;
};

/**
 * Every service that Kubernetes or telemetry knows, sorted by namespace and name. A service in the mesh without any
 * series had no traffic: idle, with a measured 0. Outside of the mesh nobody measures, so its traffic is unknown.
 */
export function serviceRows(facts: ServiceFacts): readonly ServiceRow[] {
  const index = indexInventory(facts.inventory);
  const measured = new Map(facts.signals.map((each) => [subjectKey(each.subject), each]));
  const subjects = new Map<string, SignalSubject>();
  for (const { namespace, name } of facts.inventory.services) {
    const subject: SignalSubject = { kind: "service", cluster: facts.cluster, namespace, name };
    subjects.set(subjectKey(subject), subject);
  }
  for (const { subject } of facts.signals) subjects.set(subjectKey(subject), subject);
  return [...subjects]
    .map(([key, subject]) =>
      rowFrom(subject, measured.get(key) ?? passedOn(subject, facts, index), facts, index),
    )
    .toSorted((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A gateway's signals: what its workloads sent on, added up. undefined for other services. */
function passedOn(
  subject: SignalSubject,
  facts: ServiceFacts,
  index: InventoryIndex,
): SubjectSignals | undefined {
  const workloads = index.workloadsOf(subject.namespace, subject.name);
  if (workloads.length === 0 || workloads.some((each) => each.dataplane !== "gateway")) return undefined;
  const sent = workloads.flatMap((each) => facts.outbound.get(`${each.namespace}/${each.name}`) ?? []);
  if (sent.length === 0) return undefined;
  const byClass: Record<string, number> = {};
  let requests = 0;
  let errors = 0;
  for (const each of sent) {
    const rate = each.signals.requestsPerSecond ?? 0;
    requests += rate;
    errors += rate * (each.signals.errorRatio ?? 0);
    for (const [name, value] of Object.entries(each.byClass)) byClass[name] = (byClass[name] ?? 0) + value;
  }
  const errorRatio = requests > 0 ? { errorRatio: errors / requests } : {};
  return {
    subject,
    signals: { requestsPerSecond: requests, ...errorRatio },
    byClass,
    clientOnlyErrorsPerSecond: 0,
  };
}

function rowFrom(
  subject: SignalSubject,
  found: SubjectSignals | undefined,
  facts: ServiceFacts,
  index: InventoryIndex,
): ServiceRow {
  const workloads = index.workloadsOf(subject.namespace, subject.name);
  const podSum = podTotals(workloads);
  const inMesh = workloads.some((each) => each.dataplane === "sidecar" || each.dataplane === "ambient");
  const saturation = workloads.flatMap(
    (each) => facts.saturation.get(`${each.namespace}/${each.name}`) ?? [],
  );
  const silentMesh = found === undefined && facts.metricsKnown && inMesh;
  const signals: GoldenSignals = {
    ...(silentMesh ? { requestsPerSecond: 0 } : {}),
    ...found?.signals,
    ...(saturation.length === 0 ? {} : { saturationRatio: Math.max(...saturation) }),
  };
  const spark = facts.sparklines.get(subjectKey(subject));
  return {
    cluster: subject.cluster,
    namespace: subject.namespace,
    name: subject.name,
    external: subject.namespace === "",
    signals,
    health: evaluateHealth({
      windowMs: facts.windowMs,
      ...signals,
      ...(found === undefined ? {} : { byClass: found.byClass }),
      ...(podSum === undefined ? {} : { pods: podSum }),
    }),
    requestsSpark: spark?.requestsPerSecond ?? [],
    errorsSpark: spark?.errorsPerSecond ?? [],
    ...(podSum === undefined ? {} : { pods: podSum }),
  };
}
