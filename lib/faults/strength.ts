import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import type { FaultIntent } from "@/lib/routing/fault";

/** One strength of an experiment: how long it lasts, from the first write on. */
export type Strength = { readonly share: number; readonly fromMs: number; readonly toMs: number };

/** The ramp and the full strength, which lasts for the rest of the time. */
export function strengthsOf({
  ramp,
  durationMs,
}: Pick<ExperimentPlan, "ramp" | "durationMs">): readonly Strength[] {
  const strengths: Strength[] = [];
  let fromMs = 0;
  for (const { share, seconds } of ramp) {
    const toMs = Math.min(durationMs, fromMs + seconds * 1000);
    strengths.push({ share, fromMs, toMs });
    fromMs = toMs;
  }
  const last = strengths.at(-1);
  if (last?.share === 1) return strengths.with(-1, { ...last, toMs: durationMs });
  return [...strengths, { share: 1, fromMs, toMs: durationMs }];
}

/** The plan's fault at one of its strengths. */
export function faultAt(plan: ExperimentPlan, index: number): FaultIntent {
  const share = strengthsOf(plan)[index]?.share ?? 1;
  // Envoy counts in millionths: more decimals would be lost.
  const scaled = (percent: number) => Math.round(percent * share * 10_000) / 10_000;
  const { delay, abort } = plan.fault;
  return {
    ...plan.fault,
    ...(delay === undefined ? {} : { delay: { ...delay, percent: scaled(delay.percent) } }),
    ...(abort === undefined ? {} : { abort: { ...abort, percent: scaled(abort.percent) } }),
  };
}
