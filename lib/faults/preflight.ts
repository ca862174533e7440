/** What is looked at before a fault is put into a mesh; the UI has a text for each code. */
export const preflightCodes = [
  "api",
  "exclusion",
  "duration",
  "kill_switch",
  "freeze",
  "active_run",
  "other_fault",
  "callers",
  "steady_state",
  "budget",
  "change",
  "approval",
] as const;
type PreflightCode = (typeof preflightCodes)[number];

/** One check: `unknown` could not be looked at; only `fail` of a blocking one keeps the experiment from beginning. */
export type PreflightCheck = {
  readonly code: PreflightCode;
  readonly state: "pass" | "fail" | "unknown";
  /** Nobody can overrule it by "force". */
  readonly isBlocking: boolean;
  /** English, one line, with what was found. */
  readonly message: string;
  /** What the text names: a pattern, a run id, a share. */
  readonly data: Readonly<Record<string, unknown>>;
};

/** The first check that keeps the experiment from beginning; `force` overrules those that are not blocking. */
export function obstacleOf(checks: readonly PreflightCheck[], force: boolean): PreflightCheck | undefined {
  return checks.find(({ state, isBlocking }) => state === "fail" && (isBlocking || !force));
}
