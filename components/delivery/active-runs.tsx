"use client";
import { useTranslations } from "use-intl";
import classes from "./delivery.module.css";
import { rowTarget } from "./row-path";
import { StateBadge } from "./state-badge";
import { useCode, useEvidenceWords } from "./use-evidence-words";
import { WeightBar } from "./weight-bar";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { runDurationMs, type DeliveryRow } from "@/lib/delivery/list-row";
import { formatAge } from "@/lib/format/duration";

/** What is under way, one line each: where traffic is now, what is known, and since when. */
export function ActiveRuns({ rows, nowMs }: { rows: readonly DeliveryRow[]; nowMs: number }) {
  const t = useTranslations("delivery");
  return (
    <Section title={t("active")} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <p className={classes.note}>{t("activeNone")}</p>
      ) : (
        <ul className={classes.active}>
          {rows.map((row) => (
            <li key={row.key}>
              <ActiveRun row={row} nowMs={nowMs} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function ActiveRun({ row, nowMs }: { row: DeliveryRow; nowMs: number }) {
  const t = useTranslations("delivery");
  const href = useViewHref();
  const code = useCode();
  const evidenceWords = useEvidenceWords();
  const { path, params } = rowTarget(row);
  // Another controller says when a condition changed, not when its rollout began.
  const durationMs = row.kind === "rollout" ? undefined : runDurationMs(row, nowMs);
  const { service, kind, owner, step, pauseReason, canaryEvidence, hypothesis, restarts } = row;
  return (
    <Link className={classes.run} href={href(path, params)}>
      <span className={classes.who}>
        <span className={classes.name}>{`${service.namespace}/${service.name}`}</span>
        <span className={classes.what}>
          {t(`kind.${kind}`)}
          {owner === "heddle" ? "" : ` · ${t(`owner.${owner}`)}`}
          {hypothesis === undefined ? "" : ` · ${hypothesis}`}
        </span>
      </span>
      <span className={classes.state}>
        <StateBadge row={row} />
        {step === undefined ? null : (
          <span className={classes.muted}>{t("step", { index: step.index + 1, count: step.count })}</span>
        )}
      </span>
      {kind === "experiment" ? <span /> : <WeightBar row={row} />}
      <span className={classes.evidence}>
        {pauseReason === undefined || pauseReason === canaryEvidence?.reason ? null : (
          <span className={classes.pause}>{`${code("reason", pauseReason)} · `}</span>
        )}
        {evidenceWords(row) ?? t("evidence.none")}
        {restarts === undefined ? null : (
          <span className={classes.muted}>{` · ${t("restarts", { count: restarts })}`}</span>
        )}
      </span>
      <span className={classes.time}>{durationMs === undefined ? "" : formatAge(durationMs)}</span>
    </Link>
  );
}
