/** Where a resource is in its life. One dynamic listener may be in several at once. */
export const resourceStates = ["static", "active", "warming", "draining", "error"] as const;
export type ResourceState = (typeof resourceStates)[number];

/** What every resource of a dump has. */
export type ResourceHead = {
  /** Id of its entry in the dump. */
  readonly id: string;
  readonly name: string;
  readonly states: readonly ResourceState[];
  /** Push version; absent for static resources. */
  readonly version?: string;
  readonly lastUpdatedMs?: number;
  /** Envoy's words when it refused the newest version. */
  readonly error?: { readonly message: string; readonly atMs?: number };
};

/** Active, warming or static, by the list that an entry stands in. */
export function stateFromGroup(group: string): ResourceState {
  if (group.startsWith("static_") || group === "bootstrap" || group.startsWith("inline_")) return "static";
  return group.includes("_warming_") ? "warming" : "active";
}
