"use client";
import { Button, Tooltip } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@/components/ui/link";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { ServiceSwatch } from "./service-colors";
import classes from "./trace-detail.module.css";
import type { TraceAnalysis } from "./use-trace-model";
import { useViewHref } from "@/components/query/use-view-href";
import { CopyButton } from "@/components/ui/copy-button";
import { PageHeader } from "@/components/ui/page-header";
import type { Answer } from "@/components/ui/query-boundary";
import { Stat } from "@/components/ui/stat";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatDurationUs } from "@/lib/format/duration";
import type { SpanColumns } from "@/lib/traces/span-columns";
import { summaryFromColumns } from "@/lib/traces/summary";
import type { TraceTable } from "@/lib/traces/trace-table";

type Props = {
  answer: Answer<SpanColumns>;
  table: TraceTable;
  analysis: TraceAnalysis | undefined;
};

/** What the trace is, in figures, and what of it is missing or odd. */
export function TraceHeader({ answer, table, analysis }: Props) {
  const t = useTranslations("traces");
  const locale = useLocale();
  const summary = useMemo(() => summaryFromColumns(answer.data), [answer.data]);
  const started = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
  return (
    <>
      <PageHeader
        title={summary.rootService === "" ? t("unknownService") : summary.rootService}
        subtitle={
          <span className={classes.subtitle}>
            {summary.rootOperation}
            <span className={classes.traceId}>{table.traceId}</span>
            <CopyButton value={table.traceId} label={t("detail.copyId")} />
          </span>
        }
        badges={<TraceBadges table={table} analysis={analysis} />}
        answer={answer}
        actions={<BackToSearch service={summary.rootService} />}
      />
      <div className={classes.stats}>
        <Stat label={t("detail.start")}>{started.format(summary.startMs)}</Stat>
        <Stat label={t("detail.duration")}>{formatDurationUs(summary.durationUs)}</Stat>
        <Stat label={t("detail.spans")}>{summary.spanCount}</Stat>
        <Stat label={t("detail.depth")}>{table.spanCount === 0 ? 0 : table.maxDepth + 1}</Stat>
        <Stat label={t("detail.errors")}>{summary.errorSpanCount}</Stat>
        <div className={classes.services}>
          <div className={classes.servicesLabel}>
            {t("detail.services")} ({summary.services.length})
          </div>
          {/* It scrolls when there are many, so the keyboard must reach it. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolled region without controls is reachable only this way */}
          <div className={classes.serviceList} role="region" aria-label={t("detail.services")} tabIndex={0}>
            {summary.services.map(({ name, spanCount, errorSpanCount }) => (
              <span key={name} className={classes.serviceItem}>
                <ServiceSwatch service={name} />
                {name === "" ? t("unknownService") : name}
                <span className={classes.count}>{spanCount}</span>
                {errorSpanCount > 0 ? <StatusBadge tone="failing" label={String(errorSpanCount)} /> : null}
              </span>
            ))}
          </div>
        </div>
      </div>
    </>
  );
}

/** Stands while the trace is read, and when it cannot be. */
export function UnreadTraceHeader({ traceId }: { traceId: string }) {
  const t = useTranslations("traces");
  return <PageHeader title={t("detail.trace")} subtitle={traceId} actions={<BackToSearch />} />;
}

function BackToSearch({ service }: { service?: string }) {
  const t = useTranslations("traces");
  const href = useViewHref();
  return (
    <Button
      component={Link}
      href={href("/traces", { service })}
      variant="default"
      size="xs"
      leftSection={<IconArrowLeft size={14} aria-hidden />}
    >
      {t("detail.back")}
    </Button>
  );
}

function TraceBadges({ table, analysis }: { table: TraceTable; analysis: TraceAnalysis | undefined }) {
  const t = useTranslations("traces");
  const misplaced = useMemo(() => {
    let count = 0;
    for (const facts of analysis?.facts.values() ?? []) {
      if (facts.some((fact) => "byUs" in fact)) count += 1;
    }
    return count;
  }, [analysis]);
  return (
    <>
      {table.errorCount > 0 ? (
        <StatusBadge tone="failing" label={`${table.errorCount} ${t("detail.errors")}`} />
      ) : null}
      {table.orphans.size > 0 ? (
        <Tooltip label={t("detail.orphans", { count: table.orphans.size })} multiline maw={360}>
          <span tabIndex={0} role="note">
            <StatusBadge tone="degraded" label={t("incomplete")} />
          </span>
        </Tooltip>
      ) : null}
      {misplaced > 0 ? (
        <Tooltip label={t("detail.facts", { count: misplaced })} multiline maw={360}>
          <span tabIndex={0} role="note">
            <StatusBadge tone="info" label={t("detail.timing")} />
          </span>
        </Tooltip>
      ) : null}
    </>
  );
}
