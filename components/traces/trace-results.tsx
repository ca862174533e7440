"use client";
import { Text } from "@mantine/core";
import { Link } from "@/components/ui/link";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { ServiceColors, ServiceSwatch } from "./service-colors";
import classes from "./trace-search.module.css";
import { ScatterChart } from "@/components/charts/scatter";
import { useSetScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatDurationUs, formatInstant, formatTime } from "@/lib/format/duration";
import type { TimeSpan } from "@/lib/time-range";
import type { TraceSummary } from "@/lib/traces/search";

type Props = {
  summaries: readonly TraceSummary[];
  span: TimeSpan;
  limited: boolean;
  outsideNamespaces: number;
};

/** The traces of a search: durations over time, and the table. */
export function TraceResults({ summaries, span, limited, outsideNamespaces }: Props) {
  const t = useTranslations("traces");
  const router = useRouter();
  const href = useViewHref();
  const setScope = useSetScope();
  const columns = useColumns(summaries);
  const open = (traceId: string) => router.push(href(`/traces/${traceId}`));
  const points = useMemo(() => summaries.map(pointFromSummary), [summaries]);
  const services = useMemo(
    () => summaries.flatMap((trace) => trace.services.map(({ name }) => name)),
    [summaries],
  );
  return (
    <div className={classes.results}>
      <Section title={t("results.scatter")}>
        <ScatterChart
          title={t("results.scatter")}
          unit="ms"
          points={points}
          startMs={span.startMs}
          endMs={span.endMs}
          onSelect={open}
          onRange={(startMs, endMs) => void setScope.range({ kind: "absolute", startMs, endMs })}
        />
      </Section>
      <ServiceColors services={services}>
        <DataTable
          rows={summaries}
          columns={columns}
          rowKey={(row) => row.traceId}
          caption={t("results.caption")}
          urlKey="traces"
          initialSort={newestFirst}
          onOpen={(row) => open(row.traceId)}
          exportName="traces"
          maxHeight={560}
          tools={<ResultNote limited={limited} count={summaries.length} outside={outsideNamespaces} />}
        />
      </ServiceColors>
    </div>
  );
}

const newestFirst = { id: "time", desc: true };

function ResultNote({ limited, count, outside }: { limited: boolean; count: number; outside: number }) {
  const t = useTranslations("traces");
  return (
    <Text size="sm" className={classes.note}>
      {limited ? t("results.limited", { count }) : t("results.all", { count })}
      {outside > 0 ? ` ${t("results.outside", { count: outside })}` : ""}
    </Text>
  );
}

function pointFromSummary(trace: TraceSummary) {
  return {
    id: trace.traceId,
    name: `${trace.rootService} ${trace.rootOperation}`,
    timeMs: trace.startMs,
    value: trace.durationUs / 1000,
    size: Math.min(6 + Math.sqrt(trace.spanCount), 20),
    failed: trace.errorSpanCount > 0,
  };
}

function useColumns(summaries: readonly TraceSummary[]): DataColumn<TraceSummary>[] {
  const t = useTranslations("traces");
  const locale = useLocale();
  const href = useViewHref();
  return useMemo(() => {
    const longestUs = summaries.reduce((longest, trace) => Math.max(longest, trace.durationUs), 1);
    return [
      {
        id: "time",
        header: t("column.time"),
        value: (row) => row.startMs,
        cell: (row) => (
          <span className="hd-num" title={formatInstant(row.startMs, locale)}>
            {formatTime(row.startMs, locale)}
          </span>
        ),
        width: 96,
      },
      {
        id: "root",
        header: t("column.root"),
        value: (row) => `${row.rootService} ${row.rootOperation} ${row.traceId}`,
        cell: (row) => <RootCell trace={row} href={href(`/traces/${row.traceId}`)} />,
        width: 250,
        grow: 2,
      },
      {
        id: "duration",
        header: t("column.duration"),
        value: (row) => row.durationUs,
        cell: (row) => <DurationCell trace={row} longestUs={longestUs} />,
        width: 140,
        grow: 1,
      },
      { id: "spans", header: t("column.spans"), value: (row) => row.spanCount, align: "end", width: 70 },
      {
        id: "errors",
        header: t("column.errors"),
        value: (row) => row.errorSpanCount,
        cell: (row) =>
          row.errorSpanCount === 0 ? "0" : <StatusBadge tone="failing" label={String(row.errorSpanCount)} />,
        align: "end",
        width: 84,
      },
      {
        id: "services",
        header: t("column.services"),
        value: (row) => row.services.map(({ name }) => name).join(" "),
        cell: (row) => <ServicesCell trace={row} />,
        width: 190,
        grow: 1.5,
      },
    ];
  }, [summaries, t, locale, href]);
}

function RootCell({ trace, href }: { trace: TraceSummary; href: string }) {
  const t = useTranslations("traces");
  return (
    <span className={classes.root}>
      <Link href={href} className={classes.rootService} prefetch={false}>
        {trace.rootService === "" ? t("unknownService") : trace.rootService}
      </Link>
      <span className={classes.rootOperation}>{trace.rootOperation}</span>
      {trace.orphanSpanCount > 0 ? <StatusBadge tone="degraded" label={t("incomplete")} /> : null}
    </span>
  );
}

function DurationCell({ trace, longestUs }: { trace: TraceSummary; longestUs: number }) {
  return (
    <span className={classes.duration}>
      <span className="hd-num">{formatDurationUs(trace.durationUs)}</span>
      <span className={classes.track} aria-hidden>
        <span
          className={classes.fill}
          data-failed={trace.errorSpanCount > 0}
          style={{ width: `${(trace.durationUs / longestUs) * 100}%`, display: "block" }}
        />
      </span>
    </span>
  );
}

function ServicesCell({ trace }: { trace: TraceSummary }) {
  return (
    <span className={classes.services}>
      {trace.services.map(({ name, spanCount }) => (
        <span key={name} className={classes.service} title={`${name}: ${spanCount}`}>
          <ServiceSwatch service={name} />
          {name}
        </span>
      ))}
    </span>
  );
}
