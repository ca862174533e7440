import type { DelegateVerb, DelegatedSystem } from "@/lib/delivery/delegated-verb";
import type { ObjectRef } from "@/lib/mesh/object-ref";

/**
 * What a rollout of another controller amounts to. `idle` waits for a new revision; `waiting` waits for a person or a
 * gate; `paused` was halted; `promoting` moves the rest of the traffic and pods; `removed` is on its way out.
 */
export const delegatedStates = [
  "starting",
  "idle",
  "waiting",
  "running",
  "paused",
  "promoting",
  "promoted",
  "aborted",
  "failed",
  "removed",
  "unknown",
] as const;
export type DelegatedState = (typeof delegatedStates)[number];

/** States in which a new revision is somewhere between nothing and everything. */
export const activeDelegatedStates: ReadonlySet<DelegatedState> = new Set([
  "waiting",
  "running",
  "paused",
  "promoting",
]);

export type DelegatedStrategy = "canary" | "ab_testing" | "blue_green" | "unknown";

export type DelegatedStep = {
  readonly kind:
    | "set_weight"
    | "pause"
    | "gate"
    | "iteration"
    | "analysis"
    | "experiment"
    | "set_scale"
    | "header_route"
    | "mirror_route"
    | "plugin"
    | "promotion"
    | "unknown";
  readonly state: "done" | "current" | "upcoming" | "skipped";
  /** Share of the new version that the step asks for. */
  readonly weightPercent?: number;
  /** Absent for a pause that ends only by a person. */
  readonly durationSeconds?: number;
  /** Templates, plugin or gate by name. */
  readonly name?: string;
};

/** One destination of a route object; `weightPercent` is its share of the route's sum. */
export type DelegatedDestination = {
  readonly name: string;
  readonly role: "stable" | "canary" | "other";
  readonly weightPercent: number;
};

/** A route that the controller sets weights on, as it stands in the cluster now. */
export type DelegatedRoute = {
  readonly ref: ObjectRef;
  /** Its name in the object; absent for one without. */
  readonly route?: string;
  readonly destinations: readonly DelegatedDestination[];
};

/** The share of the new version: by the route object, and by what the controller says of itself. */
export type DelegatedWeight = {
  /** From the route object; undefined when it is missing, unreadable or its routes do not agree. */
  readonly routePercent?: number;
  /** `status.canaryWeight` or `status.canary.weights`; undefined when the status says nothing. */
  readonly statusPercent?: number;
  /** Both are known and differ by more than one point. */
  readonly differs: boolean;
  readonly routes: readonly DelegatedRoute[];
  /** Why there is nothing to read. */
  readonly missing?: "no_route" | "route_not_found" | "route_unknown" | "not_in_route" | "routes_disagree";
};

export type DelegatedMetricValue = {
  /** As the controller noted it; several values of one measurement stay one text. */
  readonly value: string;
  /** The same as a number where it is one. */
  readonly number?: number;
  readonly phase?: string;
  readonly atMs?: number;
};

/** One metric of the analysis with its limits, in the controller's own words. */
export type DelegatedMetric = {
  /** The AnalysisRun, or absent for Flagger's single analysis. */
  readonly run?: string;
  readonly name: string;
  /** Flagger's range. */
  readonly min?: number;
  readonly max?: number;
  /** Argo's conditions. */
  readonly successCondition?: string;
  readonly failureCondition?: string;
  readonly failureLimit?: number;
  readonly interval?: string;
  /** PromQL or another query, where the cluster holds it in clear. */
  readonly query?: string;
  readonly phase?: string;
  readonly successful?: number;
  readonly failed?: number;
  readonly inconclusive?: number;
  readonly errors?: number;
  /** Oldest first. */
  readonly values: readonly DelegatedMetricValue[];
  readonly message?: string;
};

export type DelegatedAnalysis = {
  readonly metrics: readonly DelegatedMetric[];
  /** Checks that failed in this run, and the number that ends it. */
  readonly failedChecks?: number;
  readonly failedChecksLimit?: number;
  /** Seconds between two checks. */
  readonly intervalSeconds?: number;
};

export type DelegatedCondition = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly atMs?: number;
};

/** Why a verb can't be used now; the UI has a text for each. */
export type DelegatedRefusal =
  | "not_running"
  | "not_paused"
  | "already_paused"
  | "not_aborted"
  | "already_aborted"
  | "flagger_has_no_abort"
  | "flagger_retries_by_revision"
  | "already_skipping"
  | "not_skipping"
  | "already_promoting"
  | "resume_first"
  | "retry_first"
  | "waits_for_gate"
  | "stale";

export type DelegatedVerb = {
  readonly verb: DelegateVerb;
  /** Absent when it may be used. */
  readonly refusal?: DelegatedRefusal;
};

/** What the rollout waits for. */
export type DelegatedWait = {
  readonly kind: "confirm_rollout" | "confirm_promotion" | "step" | "analysis" | "person" | "duration";
  /** The gate's URL or the analysis's name. */
  readonly name?: string;
  /** When it goes on by itself. */
  readonly untilMs?: number;
};

/** A Flagger Canary or an Argo Rollout, as both are shown: what it says of itself and what the route object says. */
export type DelegatedRollout = {
  readonly system: DelegatedSystem;
  readonly ref: ObjectRef;
  /** In the controller's own words; "" when it has not said anything yet. */
  readonly phase: string;
  readonly state: DelegatedState;
  readonly strategy: DelegatedStrategy;
  /** The service that callers use; undefined when the object names none. */
  readonly service?: { readonly namespace: string; readonly name: string };
  readonly steps: readonly DelegatedStep[];
  readonly weight: DelegatedWeight;
  readonly analysis: DelegatedAnalysis;
  readonly conditions: readonly DelegatedCondition[];
  /** The controller's last word on it. */
  readonly message?: string;
  readonly waits: readonly DelegatedWait[];
  /** The controller has not looked at the present spec yet, so everything above is about an older one. */
  readonly stale: boolean;
  readonly targetRef?: ObjectRef;
  readonly routeRefs: readonly ObjectRef[];
  readonly stableService?: string;
  readonly canaryService?: string;
  readonly stableRevision?: string;
  readonly canaryRevision?: string;
  readonly provider?: string;
  readonly changedAtMs?: number;
  readonly verbs: readonly DelegatedVerb[];
  /** Fields of the object that could not be read, by path. */
  readonly unread: readonly string[];
};
