import type { ObjectRef } from "@/lib/mesh/object-ref";

/** Why no canary can begin here; the UI has a text and a way out for each code. */
export type CanaryObstacle = {
  readonly code:
    | "no_api"
    | "one_version"
    | "no_canary_pods"
    | "no_stable_pods"
    | "third_version"
    | "mirror_present"
    | "run_active"
    | "held_by_run"
    | "flagger"
    | "rollouts"
    | "kill_switch"
    | "frozen"
    | "read_only"
    | "not_representable";
  /** `stop` can't be overruled; `warn` is worth knowing before one begins. */
  readonly severity: "stop" | "warn";
  readonly message: string;
  /** The plan's field that it is about. */
  readonly field?: string;
  readonly object?: ObjectRef;
  readonly runId?: string;
};
