import { z } from "zod";
import { canaryBodySchema } from "@/lib/canaries/run";
import { judge, type MetricEvidence } from "@/lib/canaries/verdict";
import { rowFromRun } from "@/lib/delivery/list-from-run";
import type { DeliveryRow } from "@/lib/delivery/list-row";
import type { Run, RunEvent } from "@/lib/delivery/run";
import { experimentBodySchema, type ExperimentBody } from "@/lib/faults/run";

/** A condition's looks while the fault was in force. */
export type ComparedCondition = {
  readonly key: string;
  readonly looks: number;
  readonly broken: number;
  readonly unknown: number;
  readonly lowest?: number;
  readonly highest?: number;
};

/** One run as it stands beside another. */
export type ComparedRun = {
  readonly row: DeliveryRow;
  readonly title: string;
  /** Of a canary: what its two versions are called. */
  readonly versions?: { readonly canary: string; readonly stable: string };
  /** Of a canary. */
  readonly metrics: readonly MetricEvidence[];
  /** Of an experiment. */
  readonly conditions: readonly ComparedCondition[];
  readonly achieved?: NonNullable<ExperimentBody["achieved"]>;
  readonly conclusion?: string;
  readonly events: readonly RunEvent[];
};

const canarySchema = canaryBodySchema.pick({ plan: true, evidence: true });
const experimentSchema = experimentBodySchema.pick({
  plan: true,
  readings: true,
  achieved: true,
  conclusion: true,
});

/**
 * The run with its evidence in numbers that can be set beside another's, and its plan. Throws ZodError for an unreadable
 * body.
 */
export function comparedRun(
  run: Run<unknown>,
  events: readonly RunEvent[],
): { readonly compared: ComparedRun; readonly plan: unknown } {
  const base = { row: rowFromRun(run), title: run.title, events };
  if (run.kind === "canary") {
    const { plan, evidence } = canarySchema.parse(run.body);
    const { metrics } = judge(evidence, plan.judgement);
    const versions = { canary: plan.canary.name, stable: plan.stable.name };
    return { plan, compared: { ...base, versions, metrics, conditions: [] } };
  }
  const { plan, readings, achieved, conclusion } = experimentSchema.parse(run.body);
  const compared = {
    ...base,
    metrics: [],
    conditions: conditionsOf(readings),
    ...(achieved === undefined ? {} : { achieved }),
    ...(conclusion === undefined ? {} : { conclusion: conclusion.text }),
  };
  return { plan, compared };
}

function conditionsOf(readings: ExperimentBody["readings"]): readonly ComparedCondition[] {
  const during = readings.filter(({ phase }) => phase === "during");
  return [...new Set(during.map(({ key }) => key))].map((key) => {
    const looks = during.filter((reading) => reading.key === key);
    const values = looks.flatMap(({ value }) => value ?? []);
    return {
      key,
      looks: looks.length,
      broken: looks.filter(({ holds }) => holds === false).length,
      unknown: looks.filter(({ holds }) => holds === undefined).length,
      ...(values.length === 0 ? {} : { lowest: Math.min(...values), highest: Math.max(...values) }),
    };
  });
}

/** Whether the error says that a run was written by another version of the console. */
export function isForeignBody(error: unknown): boolean {
  return error instanceof z.ZodError;
}
