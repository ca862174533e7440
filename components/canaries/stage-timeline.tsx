"use client";
import { IconCheck, IconPlayerPauseFilled } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import { stageIndex } from "./run-headline";
import classes from "./run.module.css";
import { useDurationWords } from "./use-duration-words";
import { stageName } from "@/lib/canaries/stage-name";

/** All stages in a row: what is done, where it stands, what comes. */
export function StageTimeline({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const duration = useDurationWords();
  const { run, body, stages } = view;
  const at = stageIndex(view) ?? -1;
  const isOver = run.state === "ended";
  const stateOf = (index: number) => {
    if (isOver && run.outcome === "promoted") return "done";
    if (index < at) return isOver ? "left" : "done";
    if (index > at) return "next";
    return isOver || run.state === "reverting" ? "left" : run.state === "paused" ? "paused" : "current";
  };
  return (
    <ol className={classes.timeline} aria-label={t("timeline.title")}>
      {stages.map(({ stage, weightPercent }, index) => {
        const state = stateOf(index);
        const step = stage.kind === "step" ? body.plan.steps[stage.index] : undefined;
        const minMinutes = stage.kind === "mirror" ? body.plan.mirrorFirst?.minutes : step?.minMinutes;
        const gate = step?.gate.kind;
        return (
          <li
            key={stageName(stage)}
            className={classes.stage}
            data-state={state}
            aria-current={state === "current" || state === "paused" ? "step" : undefined}
          >
            <span className={classes.stageMark} aria-hidden>
              {state === "done" ? (
                <IconCheck size={13} />
              ) : state === "paused" ? (
                <IconPlayerPauseFilled size={11} />
              ) : null}
            </span>
            <span className={classes.stageWeight}>{weightPercent} %</span>
            <span className={classes.stageName}>
              {stage.kind === "step"
                ? t("timeline.step", { number: stage.index + 1 })
                : t(`timeline.${stage.kind}`)}
              <span className="hd-visually-hidden">{t(`timeline.state.${state}`)}</span>
            </span>
            <span className={classes.stageNote}>
              {minMinutes === undefined
                ? null
                : t("timeline.atLeast", { time: duration(minMinutes * 60_000) })}
              {gate === undefined || gate === "metrics" ? null : ` · ${t(`timeline.gate.${gate}`)}`}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
