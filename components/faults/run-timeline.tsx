"use client";
import type { ExperimentDetail } from "./detail";
import { fullPercent } from "./ramp-presets";
import { StrengthTimeline } from "./strength-timeline";

type Props = { readonly detail: ExperimentDetail; readonly nowMs: number };

/** The strengths over the time of the run, with where it is. */
export function RunTimeline({ detail, nowMs }: Props) {
  const { run } = detail;
  const { plan } = run.body;
  const endMs = run.body.ending?.atMs ?? nowMs;
  return (
    <StrengthTimeline
      plan={plan}
      fullPercent={fullPercent(plan.fault)}
      isOver={run.body.ending !== undefined}
      elapsedMs={run.startedAtMs === undefined ? undefined : endMs - run.startedAtMs}
    />
  );
}
