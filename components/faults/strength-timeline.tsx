"use client";
import { useTranslations } from "use-intl";
import classes from "./faults.module.css";
import { exactPercent, spanText } from "./plan-figures";
import { stagesOf } from "./ramp-presets";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import type { Strength } from "@/lib/faults/strength";

type Props = {
  readonly plan: Pick<ExperimentPlan, "ramp" | "durationMs">;
  /** Percentage of requests at full strength; undefined before one is set. */
  readonly fullPercent: number | undefined;
  /** Time since the first write; absent while nothing runs. */
  readonly elapsedMs?: number | undefined;
  /** Nothing is in force any more; `elapsedMs` is when it ended. */
  readonly isOver?: boolean | undefined;
};

/** Narrower stages have no room for their words, which the list below says anyway. */
const leastShareForWords = 0.1;

/** The strengths of an experiment over its time, each as high as it is strong, with where it is now. */
export function StrengthTimeline({ plan, fullPercent, elapsedMs, isOver }: Props) {
  const t = useTranslations("faults");
  const stages = stagesOf(plan);
  const nowRatio =
    elapsedMs === undefined ? undefined : Math.min(1, Math.max(0, elapsedMs / plan.durationMs));
  const strengthOf = ({ share }: Strength) =>
    fullPercent === undefined ? "—" : exactPercent(fullPercent * share);
  return (
    <div className={classes.timeline}>
      <div className={classes.stages} aria-hidden>
        {stages.map((stage) => (
          <div
            key={stage.fromMs}
            className={classes.stage}
            data-state={stateOf(stage, elapsedMs, isOver)}
            style={{ flexGrow: stage.toMs - stage.fromMs }}
          >
            <span className={classes.stageWords}>
              {(stage.toMs - stage.fromMs) / plan.durationMs < leastShareForWords ? null : strengthOf(stage)}
            </span>
            <span className={classes.stageBar} style={{ height: `${8 + 56 * stage.share}px` }} />
          </div>
        ))}
        {nowRatio === undefined ? null : (
          <span className={classes.now} style={{ insetInlineStart: `${nowRatio * 100}%` }} />
        )}
      </div>
      <div className={classes.timeAxis} aria-hidden>
        <span>{t("timeline.start")}</span>
        <span>{t("timeline.end", { time: spanText(plan.durationMs) })}</span>
      </div>
      <ol className={classes.stageList}>
        {stages.map((stage) => (
          <li key={stage.fromMs} data-state={stateOf(stage, elapsedMs, isOver)}>
            {t("timeline.stage", {
              strength: strengthOf(stage),
              from: spanText(stage.fromMs),
              time: spanText(stage.toMs - stage.fromMs),
            })}
          </li>
        ))}
        <li>{t("timeline.gone")}</li>
      </ol>
    </div>
  );
}

/** `plan` while nothing runs. */
function stateOf(stage: Strength, elapsedMs?: number, isOver = false): "plan" | "done" | "current" | "next" {
  if (elapsedMs === undefined) return "plan";
  if (elapsedMs < stage.fromMs) return "next";
  return isOver || elapsedMs >= stage.toMs ? "done" : "current";
}
