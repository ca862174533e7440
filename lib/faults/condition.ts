import type { ExperimentCondition } from "@/lib/faults/experiment-plan";

/** What names a condition in readings and reports: its place and its kind. */
export function conditionKey(condition: ExperimentCondition, index: number): string {
  return `${index}/${condition.kind}`;
}

/** A condition as it is now; `value` is a percentage, or the query's own figure. Absent is "could not be measured". */
export type ConditionNow = {
  readonly key: string;
  readonly condition: ExperimentCondition;
  readonly value?: number;
  /** Requests that the value is a share of. */
  readonly requests?: number;
  readonly holds?: boolean;
};
