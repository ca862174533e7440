/** The wizard's steps in their order. */
export const experimentSteps = ["start", "service", "fault", "conditions", "duration", "review"] as const;
export type ExperimentStep = (typeof experimentSteps)[number];

const homes: Readonly<Record<string, ExperimentStep>> = {
  fault: "fault",
  hypothesis: "conditions",
  conditions: "conditions",
  stopWithoutData: "conditions",
  steadyMs: "conditions",
  durationMs: "duration",
  ramp: "duration",
  minBudgetPercent: "duration",
  objectivePercent: "duration",
};

/** The step that shows the field of `path`, such as `fault.abort.percent`. */
export function stepOfIssue(path: string): ExperimentStep {
  if (path.startsWith("fault.service")) return "service";
  return homes[path.split(".")[0] ?? ""] ?? "review";
}

type Issue = { readonly path: string };

/** What is wrong in one step; `prefix` is taken off the paths, so that a form of a part can read them. */
export function issuesOf<I extends Issue>(issues: readonly I[], step: ExperimentStep): readonly I[] {
  return issues.filter(({ path }) => stepOfIssue(path) === step);
}

/** The issues below `prefix`, with paths as that part knows them. */
export function issuesBelow<I extends Issue>(issues: readonly I[], prefix: string): readonly I[] {
  return issues
    .filter(({ path }) => path === prefix || path.startsWith(`${prefix}.`))
    .map((issue) => ({ ...issue, path: issue.path.slice(prefix.length + 1) }));
}

/** The first step with something wrong, where a person should go; undefined when all is well. */
export function firstWrongStep(issues: readonly Issue[]): ExperimentStep | undefined {
  return experimentSteps.find((step) => issues.some(({ path }) => stepOfIssue(path) === step));
}
