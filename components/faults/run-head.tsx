"use client";
import { useLocale, useTranslations } from "use-intl";
import { ApproveForm } from "./approve-form";
import { countdownText, isStoppable, situationOf, situationTones, type ExperimentDetail } from "./detail";
import classes from "./faults.module.css";
import { spanText } from "./plan-figures";
import { StopButton } from "./stop-button";
import { useFaultWords } from "./use-fault-words";
import changeClasses from "@/components/changes/changes.module.css";
import { StatusShape } from "@/components/ui/status-shape";
import { formatInstant } from "@/lib/format/duration";

type Props = { readonly detail: ExperimentDetail; readonly nowMs: number };

/** The state in large letters, how long it still takes, and the way to end it; stays in sight while one scrolls. */
export function RunHead({ detail, nowMs }: Props) {
  const t = useTranslations("faults.run");
  const { run, expiresAtMs, readOnlyReason, approval } = detail;
  const situation = situationOf(run, nowMs);
  const isOver = run.state === "ended";
  const leftMs = expiresAtMs === undefined || isOver ? undefined : expiresAtMs - nowMs;
  return (
    <section className={classes.head} data-tone={situationTones[situation]} aria-label={t("state")}>
      <div className={classes.headRow}>
        <div className={classes.headState}>
          <p className={classes.bigState}>
            <StatusShape tone={situationTones[situation]} sizePx={18} />
            {t(`situation.${situation}`)}
          </p>
          <SituationNote detail={detail} nowMs={nowMs} />
        </div>
        {leftMs === undefined ? null : (
          <div className={classes.countdown} role="timer" aria-label={t("leftLabel")}>
            <span className={classes.countdownValue}>{countdownText(leftMs)}</span>
            <span className={changeClasses.muted}>{t(leftMs > 0 ? "left" : "over")}</span>
          </div>
        )}
        <div className={classes.headActions}>
          {isStoppable(run.state) && readOnlyReason === undefined ? <StopButton runId={run.id} /> : null}
          {isStoppable(run.state) && readOnlyReason !== undefined ? (
            <span className={changeClasses.muted}>{t("readOnly", { reason: readOnlyReason })}</span>
          ) : null}
        </div>
      </div>
      {situation === "waiting_approval" && approval?.mayApprove === true ? (
        <ApproveForm runId={run.id} />
      ) : null}
    </section>
  );
}

/** The situation in a sentence, with what is waited for or what ended it. */
function SituationNote({ detail, nowMs }: Props) {
  const t = useTranslations("faults.run");
  const words = useFaultWords();
  const locale = useLocale();
  const { run } = detail;
  const { body } = run;
  const situation = situationOf(run, nowMs);
  const text = (() => {
    switch (situation) {
      case "waiting_time":
        return t("note.waiting_time", { time: formatInstant(body.notBeforeMs ?? nowMs, locale) });
      case "waiting_steady":
        return body.steadySinceMs === undefined
          ? t("note.waiting_steady", { steady: spanText(body.plan.steadyMs) })
          : t("note.steady_since", {
              since: spanText(nowMs - body.steadySinceMs),
              steady: spanText(body.plan.steadyMs),
            });
      case "in_force":
        return words.fault(atStrength(detail));
      case "reverting":
      case "completed":
      case "stopped":
      case "failed":
        return body.ending === undefined
          ? t(`note.${situation}`)
          : words.code("ending", body.ending.reason, { actor: body.ending.actor });
      default:
        return t(`note.${situation}`);
    }
  })();
  const error = body.pending?.error;
  return (
    <>
      <p className={classes.headNote}>{text}</p>
      {error === undefined ? null : (
        <p className={classes.headError} role="alert">
          {t("retrying", { attempt: body.pending?.attempt ?? 0, error })}
        </p>
      )}
    </>
  );
}

/** The fault as strong as it is now. */
function atStrength({ run, strengths }: ExperimentDetail) {
  const { plan, index } = run.body;
  const share = strengths.find((one) => one.index === index)?.share ?? 1;
  const { delay, abort } = plan.fault;
  return {
    ...(delay === undefined ? {} : { delay: { ...delay, percent: delay.percent * share } }),
    ...(abort === undefined ? {} : { abort: { ...abort, percent: abort.percent * share } }),
  };
}
