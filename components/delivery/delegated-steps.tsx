"use client";
import { useTranslations } from "use-intl";
import classes from "./delegated.module.css";
import { formatAge } from "@/lib/format/duration";
import { EmptyState } from "@/components/ui/empty-state";
import type { DelegatedRollout, DelegatedStep } from "@/lib/delivery/delegated";

const marks: Readonly<Record<DelegatedStep["state"], string>> = {
  done: "✓",
  current: "●",
  upcoming: "○",
  skipped: "–",
};

/** The steps in their order, each with how far it is; state by mark and word, not by colour alone. */
export function DelegatedSteps({ rollout }: { rollout: DelegatedRollout }) {
  const t = useTranslations("delivery.delegated");
  const { steps, strategy } = rollout;
  if (steps.length === 0) return <EmptyState title={t("steps.none")} reason={t("steps.noneReason")} />;
  const current = steps.findIndex(({ state }) => state === "current");
  return (
    <>
      <p className={classes.lead}>
        {t(`strategy.${strategy}`)}
        {current < 0 ? null : ` · ${t("steps.position", { index: current + 1, count: steps.length })}`}
      </p>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          // A step has no name of its own: its place is its identity.
          <li
            // oxlint-disable-next-line react/no-array-index-key -- steps never change their order
            key={index}
            className={classes.step}
            data-state={step.state}
            aria-current={step.state === "current" ? "step" : undefined}
          >
            <span aria-hidden className={classes.mark}>
              {marks[step.state]}
            </span>
            <span className={classes.stepText}>
              <StepText step={step} />
            </span>
            <span className={classes.stepState}>{t(`stepState.${step.state}`)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Whole minutes and hours as such; a pause of 90 s must not read as one of a minute. */
const durationText = (seconds: number) =>
  seconds >= 60 && seconds % 60 === 0 ? formatAge(seconds * 1000) : `${seconds} s`;

function StepText({ step }: { step: DelegatedStep }) {
  const t = useTranslations("delivery.delegated");
  const { kind, weightPercent, durationSeconds, name } = step;
  return t(`step.${kind}`, {
    percent: weightPercent ?? 0,
    hasPercent: String(weightPercent !== undefined),
    duration: durationSeconds === undefined ? "" : durationText(durationSeconds),
    hasDuration: String(durationSeconds !== undefined),
    name: name ?? "",
  });
}
