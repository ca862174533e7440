export const delegatedSystems = ["flagger", "argo"] as const;
/** The controllers whose rollouts are shown and can be asked for something. */
export type DelegatedSystem = (typeof delegatedSystems)[number];

/**
 * What a person may ask of another controller. `promote` goes past the present step, and with Flagger past the analysis
 * as a whole; `promote_full` past all steps; `analyse` turns Flagger's checks on again.
 */
export const delegateVerbs = [
  "promote",
  "promote_full",
  "pause",
  "resume",
  "abort",
  "retry",
  "analyse",
] as const;
export type DelegateVerb = (typeof delegateVerbs)[number];

/** The kind that each controller acts on. */
export const delegatedKinds = {
  flagger: { group: "flagger.app", kind: "Canary" },
  argo: { group: "argoproj.io", kind: "Rollout" },
} as const satisfies Record<DelegatedSystem, { group: string; kind: string }>;

/** Verbs that only ever take risk away, or keep it from growing. */
const cautious: ReadonlySet<string> = new Set<DelegateVerb>(["abort", "pause", "analyse"]);

/** Whether the verb takes risk away: nothing stands before such an act. */
export function isCautiousVerb(verb: string): boolean {
  return cautious.has(verb);
}
