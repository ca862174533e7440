import type { FormStep } from "./use-canary-state";
import type { FieldIssue } from "@/components/routing/wizard/intent-form-props";

const homes: Readonly<Record<string, FormStep>> = {
  api: "versions",
  service: "versions",
  port: "versions",
  stable: "versions",
  canary: "versions",
  matches: "who",
  mirrorFirst: "who",
  steps: "steps",
  metrics: "metrics",
  judgement: "metrics",
};

/** The wizard's step that holds a field of the plan, by its path. */
export function stepOfField(path: string): FormStep {
  return homes[path.split(".")[0] ?? ""] ?? "review";
}

/** The issues whose fields are on `step`. */
export function issuesOf(issues: readonly FieldIssue[], step: FormStep): readonly FieldIssue[] {
  return issues.filter(({ path }) => stepOfField(path) === step);
}
