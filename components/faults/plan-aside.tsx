"use client";
import { useTranslations } from "use-intl";
import classes from "./faults.module.css";
import { retryLines, type RetryLine } from "./hit-rows";
import type { ExperimentOptions } from "./new-plan";
import { exactPercent, spanText } from "./plan-figures";
import { useFaultWords } from "./use-fault-words";
import type { PlanPreview } from "./use-plan-preview";
import changeClasses from "@/components/changes/changes.module.css";
import { WriteError } from "@/components/changes/write-error";
import { Measure } from "@/components/ui/measure";
import { Section } from "@/components/ui/section";
import { Stat } from "@/components/ui/stat";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import { formatMeasure } from "@/lib/format/measure";

type Props = {
  readonly plan: ExperimentPlan;
  readonly preview: PlanPreview;
  readonly options: ExperimentOptions;
};

/** What the plan comes to, kept beside every step: how many requests, what retries make of it, when it is over. */
export function PlanAside({ plan, preview, options }: Props) {
  const t = useTranslations("faults.aside");
  const words = useFaultWords();
  const { query, isCurrent } = preview;
  const data = query.data?.data;
  const hitPerSecond = data?.strengths.at(-1)?.hitPerSecond;
  const { requestsPerSecond } = options.steady;
  const fault = words.fault(plan.fault);
  return (
    <aside className={classes.aside} aria-label={t("title")}>
      <Section title={t("title")}>
        <div
          className={`${changeClasses.stack} ${classes.fresh}`}
          aria-live="polite"
          aria-busy={query.isFetching}
          data-stale={!isCurrent}
        >
          <p className={classes.sentence}>{fault === "" ? t("noFault") : fault}</p>
          <div className={classes.stats}>
            <Stat
              label={t(data?.isUpperBound === true ? "hitAtMost" : "hit")}
              note={t("ofAll", { rate: formatMeasure(requestsPerSecond, "rps") })}
            >
              <Measure value={hitPerSecond} unit="rps" />
            </Stat>
            <Stat label={t("ends")} note={t("endsNote")}>
              {spanText(plan.durationMs)}
            </Stat>
          </div>
          {data?.isUpperBound === true ? (
            <span className={changeClasses.muted}>{t("upperBound")}</span>
          ) : null}
          {query.error === null ? null : <WriteError error={query.error} />}
        </div>
      </Section>
      {data === undefined ? null : <RetryNotes callers={data.callers} fullShare={shareOf(plan)} />}
    </aside>
  );
}

function shareOf({ fault }: ExperimentPlan): number | undefined {
  const percent = fault.abort?.percent;
  return typeof percent === "number" && Number.isFinite(percent) ? percent / 100 : undefined;
}

type RetryProps = {
  readonly callers: ExperimentOptions["callers"];
  readonly fullShare: number | undefined;
};

/** Injected aborts are never repeated by the route they are in; one hop further up they may be. */
function RetryNotes({ callers, fullShare }: RetryProps) {
  const t = useTranslations("faults.retry");
  const lines = callers === undefined ? [] : retryLines(callers);
  if (fullShare === undefined) return null;
  return (
    <Section title={t("title")}>
      <div className={changeClasses.stack}>
        <span className={changeClasses.muted}>{t("lead")}</span>
        {callers === undefined ? <span className={changeClasses.muted}>{t("unknown")}</span> : null}
        {callers !== undefined && lines.length === 0 ? (
          <span className={changeClasses.muted}>{t("none")}</span>
        ) : null}
        <ul className={changeClasses.list}>
          {lines.map((line) => (
            <RetryItem
              key={`${line.caller}/${line.effect.service.namespace}/${line.effect.service.name}`}
              line={line}
              fullShare={fullShare}
            />
          ))}
        </ul>
      </div>
    </Section>
  );
}

function RetryItem({ line, fullShare }: { line: RetryLine; fullShare: number }) {
  const t = useTranslations("faults.retry");
  const { caller, effect } = line;
  return (
    <li className={classes.retry} data-retried={effect.isRetried}>
      <strong>{caller}:</strong>{" "}
      {effect.isRetried
        ? t("retried", {
            share: exactPercent(fullShare * 100),
            seen: formatMeasure(effect.seenShare, "ratio"),
            attempts: effect.attempts,
            load: formatMeasure(effect.loadFactor - 1, "ratio"),
          })
        : t(effect.attempts === 0 ? "noRetries" : "notRetried", {
            attempts: effect.attempts,
            on: effect.retryOn.split(",").join(", "),
            share: exactPercent(fullShare * 100),
          })}
      {effect.isDefault && effect.attempts > 0 ? ` ${t("default")}` : ""}
    </li>
  );
}
