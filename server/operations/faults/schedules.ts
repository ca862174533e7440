import { ConsoleError } from "@/lib/errors";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import type { ExperimentSchedule } from "@/lib/faults/schedule";
import type { OperationContext } from "@/server/ports";

/** A plan that begins by itself. */
export type ScheduledExperiment = {
  readonly id: string;
  readonly name: string;
  readonly plan: ExperimentPlan;
  readonly reason: string;
  readonly schedule: ExperimentSchedule;
  /** Absent when it will not begin again. */
  readonly nextAtMs?: number;
  readonly lastRunId?: string;
  /** What became of the last time: `started`, `missed`, `busy` or the check that kept it away. */
  readonly last?: { readonly atMs: number; readonly code: string; readonly message: string };
  readonly createdBy: string;
  readonly createdAtMs: number;
};

export type ScheduleInput = {
  readonly cluster: string;
  /** Absent for a new one. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly plan: ExperimentPlan;
  readonly reason: string;
  readonly schedule: ExperimentSchedule;
};

export async function listSchedules(
  _ctx: OperationContext,
  _cluster: string,
): Promise<readonly ScheduledExperiment[]> {
  return [];
}

/** Throws invalid_input for a time that has passed. */
export async function saveSchedule(
  _ctx: OperationContext,
  _input: ScheduleInput,
): Promise<ScheduledExperiment> {
  throw new ConsoleError("internal", "Schedules cannot be saved yet");
}

export async function deleteSchedule(_ctx: OperationContext, _id: string): Promise<void> {
  throw new ConsoleError("internal", "Schedules cannot be deleted yet");
}
