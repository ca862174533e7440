/** The page of a run. */
export function runPath(kind: "canary" | "fault", runId: string): string {
  return `/delivery/${kind === "canary" ? "canary" : "experiment"}/${encodeURIComponent(runId)}`;
}
