"use client";
import { useLocale, useTranslations } from "use-intl";
import { ConclusionForm } from "./conclusion-form";
import { formatCondition } from "./condition-figure";
import type { ExperimentDetail } from "./detail";
import classes from "./faults.module.css";
import { spanText } from "./plan-figures";
import { useFaultWords } from "./use-fault-words";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { StatusShape } from "@/components/ui/status-shape";
import { formatInstant } from "@/lib/format/duration";

export type Report = NonNullable<ExperimentDetail["report"]>;

const verdictTones = { held: "ok", refuted: "failing", unknown: "unknown" } as const;

/** What the experiment showed: the verdict in words, the figures of each phase, the way back, and a person's conclusion. */
export function ReportPanel({ detail, report }: { detail: ExperimentDetail; report: Report }) {
  const t = useTranslations("faults.report");
  const words = useFaultWords();
  const locale = useLocale();
  const { startedAtMs, endedAtMs } = detail.run;
  return (
    <>
      <section className={classes.verdict} data-tone={verdictTones[report.verdict]} aria-label={t("verdict")}>
        <p className={classes.bigState}>
          <StatusShape tone={verdictTones[report.verdict]} sizePx={18} />
          {t(`verdict_${report.verdict}`)}
        </p>
        <blockquote className={classes.quote}>{report.hypothesis}</blockquote>
        <p className={classes.headNote}>{words.code("because", report.because)}</p>
      </section>
      <div className={classes.review}>
        <Section title={t("facts")}>
          <dl className={changeClasses.facts}>
            <dt>{t("fault")}</dt>
            <dd>{words.fault(detail.run.body.plan.fault)}</dd>
            <dt>{t("time")}</dt>
            <dd>
              {startedAtMs === undefined ? t("neverStarted") : formatInstant(startedAtMs, locale)}
              {endedAtMs === undefined ? null : ` – ${formatInstant(endedAtMs, locale)}`}
            </dd>
            <dt>{t("inForce")}</dt>
            <dd>{spanText(report.inForceMs)}</dd>
            <dt>{t("ending")}</dt>
            <dd>
              {report.ending === undefined
                ? t("noEnding")
                : words.code("ending", report.ending, { actor: report.endedBy ?? "" })}
              {report.pastExpiryMs === undefined ? null : (
                <div className={changeClasses.muted}>
                  {t(report.pastExpiryMs > 0 ? "pastExpiry" : "beforeExpiry", {
                    time: spanText(Math.abs(report.pastExpiryMs)),
                  })}
                </div>
              )}
            </dd>
            <dt>{t("startedBy")}</dt>
            <dd>{t("startedByText", { actor: report.startedBy, reason: report.reason })}</dd>
            <dt>{t("approval")}</dt>
            <dd>
              {report.approvedBy === undefined
                ? t("noApproval")
                : t("approvedBy", { actor: report.approvedBy })}
            </dd>
          </dl>
        </Section>
        <Section title={t("conclusion")}>
          <ConclusionForm
            runId={detail.run.id}
            conclusion={report.conclusion}
            readOnlyReason={detail.readOnlyReason}
          />
        </Section>
      </div>
      <PhaseTable report={report} />
    </>
  );
}

function PhaseTable({ report }: { report: Report }) {
  const t = useTranslations("faults.report");
  const words = useFaultWords();
  return (
    <Section title={t("phases")}>
      <div className={classes.wide} tabIndex={0} role="region" aria-label={t("phases")}>
        <table className={changeClasses.table}>
          <thead>
            <tr>
              <th scope="col">{t("condition")}</th>
              {(["before", "during", "worst", "after", "looks"] as const).map((phase) => (
                <th key={phase} scope="col" data-align="end">
                  {t(`phase.${phase}`)}
                </th>
              ))}
              <th scope="col">{t("outcome")}</th>
            </tr>
          </thead>
          <tbody>
            {report.conditions.map(({ key, condition, before, during, worst, after, broken, looks }) => (
              <tr key={key}>
                <td>{words.condition(condition)}</td>
                {[before, during, worst, after].map((value, index) => (
                  // oxlint-disable-next-line react/no-array-index-key -- one cell a phase, always in this order
                  <td key={index} data-align="end">
                    {formatCondition(condition, value)}
                  </td>
                ))}
                <td data-align="end">{looks === 0 ? "—" : t("brokenOf", { broken, looks })}</td>
                <td>
                  <StatusBadge
                    tone={looks === 0 ? "unknown" : broken > 0 ? "failing" : "ok"}
                    label={t(looks === 0 ? "unmeasured" : broken > 0 ? "broken" : "kept")}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
