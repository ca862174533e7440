import type { CountInterval } from "@/lib/canaries/interval";
import type { ObjectRef } from "@/lib/mesh/object-ref";

/** The objects that the run wrote, against what it wrote last. */
export type RouteLook =
  /** All that the run decides is as it wrote it; before the first write: nothing is in the way. */
  | { readonly state: "expected" }
  /** Somebody else changed what the run decides. */
  | { readonly state: "changed"; readonly found: readonly FoundObject[] }
  /** The API server says that it is not there: the route's object, the service, or the whole namespace. */
  | { readonly state: "missing"; readonly what: "object" | "service" | "namespace"; readonly name?: string }
  /** The API server refuses to show it. */
  | { readonly state: "forbidden"; readonly message: string }
  /** The API server did not answer; nothing is concluded from it. */
  | { readonly state: "unknown"; readonly message: string };

export type FoundObject = {
  readonly ref: ObjectRef;
  /** Paths that differ from what the run wrote. */
  readonly fields: readonly string[];
  readonly weights?: readonly { readonly name: string; readonly weightPercent: number }[];
  /** Field manager of the last writer. */
  readonly manager?: string;
};

export type PodsLook =
  | {
      readonly state: "known";
      /** Hash of the pods' templates; absent without a pod. It must be the same from look to look while one rolls out. */
      readonly revision?: string;
      readonly pods: number;
      readonly readyPods: number;
    }
  | { readonly state: "unknown"; readonly message: string };

/** What one metric counted in the window; no interval when there is no series for it. */
export type MetricLook = {
  /** `metricKey` of the plan's metric. */
  readonly key: string;
  readonly interval?: CountInterval;
  /** Bad events of which nobody knows the version. */
  readonly unattributed?: number;
};

export type CountsLook =
  /** Nothing was to be asked: `lookWindow` gave no window. */
  | { readonly state: "not_asked" }
  /** Raw differences of counters between the two times of the window. */
  | {
      readonly state: "counted";
      readonly fromMs: number;
      readonly toMs: number;
      readonly metrics: readonly MetricLook[];
    }
  /** The metrics' store did not answer. */
  | { readonly state: "unknown"; readonly message: string };

/** Everything that a canary's step is decided from, beside its run and the time. */
export type CanaryObservation = {
  readonly route: RouteLook;
  readonly pods: PodsLook;
  readonly counts: CountsLook;
  /** How often the counters are read; looks are that far apart at least. */
  readonly scrapeMs: number;
  /** Why the metrics' store can't be asked, looked at before the first write only: a canary that nobody can judge does not begin. */
  readonly metricsAway?: string;
  /** A freeze holds for this service now; until then, or without an end. */
  readonly freeze?: { readonly name: string; readonly endMs?: number };
  readonly killSwitch?: { readonly reason: string; readonly by: string };
  /** A Flagger Canary, an Argo Rollout or another run that holds the service. */
  readonly owner?: { readonly kind: string; readonly namespace: string; readonly name: string };
};
