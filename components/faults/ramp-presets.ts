import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import { strengthsOf, type Strength } from "@/lib/faults/strength";

export type Ramp = ExperimentPlan["ramp"];
export const rampPresets = ["none", "short", "careful"] as const;
export type RampPreset = (typeof rampPresets)[number];

/** The strengths on the way, as percentages of requests; those at or above the full one are left out. */
const strengthsPercent: Record<RampPreset, readonly number[]> = {
  none: [],
  short: [1],
  careful: [1, 10],
};
/** The way takes at most this share of the experiment, so that most of it is at full strength. */
const wayRatio = 0.4;
const longestStageSeconds = 60;

/** The larger of the two percentages, which is what a ramp grows to; undefined before one is set. */
export function fullPercent({
  delay,
  abort,
}: Pick<ExperimentPlan["fault"], "delay" | "abort">): number | undefined {
  const known = [delay?.percent, abort?.percent].filter((one): one is number => isNumber(one) && one > 0);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The stages of a preset for a fault of `percent`, each equally long, in whole seconds. */
export function rampOf(preset: RampPreset, percent: number | undefined, durationMs: number): Ramp {
  if (percent === undefined) return [];
  const strengths = strengthsPercent[preset].filter((strength) => strength < percent);
  if (strengths.length === 0) return [];
  const each = Math.floor((durationMs * wayRatio) / 1000 / strengths.length);
  const seconds = Math.max(1, Math.min(longestStageSeconds, each));
  return strengths.map((strength) => ({ share: round(strength / percent), seconds }));
}

/** The preset that made this ramp; undefined when a person changed it. */
export function presetOf(
  ramp: Ramp,
  percent: number | undefined,
  durationMs: number,
): RampPreset | undefined {
  return rampPresets.find((preset) => {
    const made = rampOf(preset, percent, durationMs);
    return (
      made.length === ramp.length &&
      made.every(({ share, seconds }, at) => share === ramp[at]?.share && seconds === ramp[at].seconds)
    );
  });
}

/** The ramp after its fault or its time has changed: a preset is made anew, what a person made stays. */
export function refitRamp(
  before: Pick<ExperimentPlan, "fault" | "durationMs" | "ramp">,
  after: Pick<ExperimentPlan, "fault" | "durationMs">,
): Ramp {
  const preset = presetOf(before.ramp, fullPercent(before.fault), before.durationMs);
  return preset === undefined ? before.ramp : rampOf(preset, fullPercent(after.fault), after.durationMs);
}

/** Every strength with its time from the first write on, without what is half typed; the last lasts until the end. */
export function stagesOf({
  ramp,
  durationMs,
}: Pick<ExperimentPlan, "ramp" | "durationMs">): readonly Strength[] {
  if (!isNumber(durationMs)) return [];
  const typed = ramp.filter(({ share, seconds }) => isNumber(share) && isNumber(seconds));
  return strengthsOf({ ramp: typed, durationMs }).filter(({ fromMs, toMs }) => toMs > fromMs);
}

/** A number that went through JSON as NaN is null. */
function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function round(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}
