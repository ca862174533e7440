import { oneOf, type Matcher, type Selector } from "@/lib/telemetry/istio/selector";

/** What a person narrowed a page to. Without both it is the whole mesh. */
export type TrafficScope = {
  /** Empty means all namespaces. */
  readonly namespaces: readonly string[];
  /** Only traffic to or from this thing. */
  readonly around?: TrafficSubject;
};

export type TrafficSubject = {
  readonly kind: "service" | "workload";
  readonly namespace: string;
  readonly name: string;
};

/**
 * The matchers for traffic to a service. External hosts have namespace "": Istio names them by their host, but
 * passthrough and black hole by `destination_service_name`.
 */
export function serviceMatchers(subject: TrafficSubject): Selector {
  const name: Matcher = { label: "destination_service_name", op: "=", value: subject.name };
  if (subject.namespace !== "") {
    return [name, { label: "destination_service_namespace", op: "=", value: subject.namespace }];
  }
  return subject.name === "PassthroughCluster" || subject.name === "BlackHoleCluster"
    ? [name]
    : [{ label: "destination_service", op: "=", value: subject.name }];
}

function workloadMatchers(side: "source" | "destination", subject: TrafficSubject): Selector {
  return [
    { label: `${side}_workload`, op: "=", value: subject.name },
    { label: `${side}_workload_namespace`, op: "=", value: subject.namespace },
  ];
}

/** Selectors for traffic that arrives at a subject. */
export function inboundSelectors(subject: TrafficSubject): readonly Selector[] {
  return [subject.kind === "service" ? serviceMatchers(subject) : workloadMatchers("destination", subject)];
}

/** Selectors for traffic that leaves a subject; a service is named on the calling side by its canonical name only. */
export function outboundSelectors(subject: TrafficSubject): readonly Selector[] {
  if (subject.kind === "workload") return [workloadMatchers("source", subject)];
  return [
    [
      { label: "source_canonical_service", op: "=", value: subject.name },
      { label: "source_workload_namespace", op: "=", value: subject.namespace },
    ],
  ];
}

/**
 * Selectors for the traffic that touches the scope at either end. Three for chosen namespaces, because a request to a
 * service of one namespace may be served in another, and may be served by a workload without any service.
 */
export function scopeSelectors(scope: TrafficScope): readonly Selector[] {
  if (scope.around !== undefined) {
    return [...inboundSelectors(scope.around), ...outboundSelectors(scope.around)];
  }
  if (scope.namespaces.length === 0) return [[]];
  return ["source_workload_namespace", "destination_service_namespace", "destination_workload_namespace"].map(
    (label) => [oneOf(label, scope.namespaces)],
  );
}
