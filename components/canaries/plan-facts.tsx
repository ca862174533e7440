"use client";
import { useLocale, useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import classes from "./run.module.css";
import { useDurationWords } from "./use-duration-words";
import { useMetricName } from "./use-metric-name";
import { ChangeStateBadge } from "@/components/changes/change-state-badge";
import changeClasses from "@/components/changes/changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { matchWords } from "@/components/routing/fields/match-words";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { metricKey } from "@/lib/canaries/metric-key";
import { formatInstant } from "@/lib/format/duration";
import { formatMeasure } from "@/lib/format/measure";

/** What was planned, by whom and why. */
export function PlanFacts({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const locale = useLocale();
  const duration = useDurationWords();
  const nameOf = useMetricName();
  const { run, body } = view;
  const { plan } = body;
  const row = (label: string, text: string) => (
    <>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </>
  );
  return (
    <Section title={t("facts.title")}>
      <dl className={changeClasses.facts}>
        {row(t("facts.reason"), body.reason === "" ? "—" : body.reason)}
        {row(t("facts.by"), `${run.createdBy} · ${formatInstant(run.createdAtMs, locale)}`)}
        {body.approvedBy === undefined ? null : row(t("facts.approvedBy"), body.approvedBy)}
        {row(
          t("facts.who"),
          plan.matches.length === 0 ? t("who.all") : plan.matches.map(matchWords).join(` ${t("facts.or")} `),
        )}
        {row(t("facts.metrics"), plan.metrics.map((metric) => nameOf(metricKey(metric))).join(", "))}
        {row(
          t("facts.judgement"),
          t("facts.judgementText", {
            alpha: formatMeasure(plan.judgement.alpha, "ratio"),
            beta: formatMeasure(plan.judgement.beta, "ratio"),
            margin: plan.judgement.marginRatio,
          }),
        )}
        {plan.judgement.objectivePercent === undefined
          ? null
          : row(t("judgement.objective"), `${plan.judgement.objectivePercent} %`)}
        {row(t("safety.title"), t(`facts.safe_${plan.safePath}`, { time: duration(plan.noDataMs) }))}
        {plan.deadlineMs === undefined ? null : row(t("safety.deadline"), duration(plan.deadlineMs))}
        {body.restarts === 0
          ? null
          : row(t("facts.restarts"), t("facts.restartsText", { count: body.restarts }))}
      </dl>
    </Section>
  );
}

/** The changes that the run has made, newest first, each with its page. */
export function RunChanges({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const locale = useLocale();
  const href = useViewHref();
  return (
    <Section title={t("changes.title")}>
      {view.changes.length === 0 ? (
        <p className={classes.note}>{t("changes.none")}</p>
      ) : (
        <ul className={changeClasses.list}>
          {view.changes.toReversed().map(({ id, title, state, startedAtMs }) => (
            <li key={id} className={classes.change}>
              <ChangeStateBadge state={state} />
              <Link className={classes.link} href={href(`/activity/${id}`)}>
                {title}
              </Link>
              <span className={classes.muted}>{formatInstant(startedAtMs, locale)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
