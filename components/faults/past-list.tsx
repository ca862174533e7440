"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "use-intl";
import { runPath } from "./run-path";
import { StateBadge, useStateWord } from "@/components/delivery/state-badge";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import { runDurationMs, type DeliveryRow } from "@/lib/delivery/list-row";
import { formatAge, formatInstant } from "@/lib/format/duration";

const mostRuns = 500;

/** Every experiment of the cluster, the running ones too, newest first. */
export function PastList({ refetchMs }: { refetchMs: number | false }) {
  const t = useTranslations("faults.past");
  const trpc = useTRPC();
  const router = useRouter();
  const href = useViewHref();
  const { cluster, namespaces } = useScope();
  const query = useQuery(
    trpc.delivery.list.queryOptions({ cluster, namespaces, limit: mostRuns }, { refetchInterval: refetchMs }),
  );
  const columns = usePastColumns(query.data?.data.nowMs ?? 0);
  return (
    <Section title={t("title")} flush>
      <QueryBoundary query={query} skeleton={<PageSkeleton rows={6} />}>
        {({ rows }) => {
          const own = rows.filter(({ kind }) => kind === "experiment");
          return own.length === 0 ? (
            <EmptyState
              title={t("empty")}
              reason={t("emptyReason")}
              action={
                <Button size="xs" component={Link} href={href("/delivery/experiment/new")}>
                  {t("first")}
                </Button>
              }
            />
          ) : (
            <DataTable
              rows={own}
              columns={columns}
              rowKey={({ key }) => key}
              caption={t("title")}
              urlKey="experiments"
              initialSort={{ id: "started", desc: true }}
              filterPlaceholder={t("filter")}
              exportName="experiments"
              maxHeight={420}
              onOpen={({ runId }) => router.push(href(runPath("fault", runId ?? "")))}
            />
          );
        }}
      </QueryBoundary>
    </Section>
  );
}

function usePastColumns(nowMs: number): readonly DataColumn<DeliveryRow>[] {
  const t = useTranslations("faults.past");
  const locale = useLocale();
  const stateWord = useStateWord();
  const href = useViewHref();
  const at = ({ startedAtMs, createdAtMs }: DeliveryRow) => startedAtMs ?? createdAtMs;
  return [
    {
      id: "started",
      header: t("started"),
      value: at,
      cell: (row) => {
        const ms = at(row);
        const text = ms === undefined ? t("unknown") : formatInstant(ms, locale);
        return <Link href={href(runPath("fault", row.runId ?? ""))}>{text}</Link>;
      },
      width: 190,
    },
    {
      id: "service",
      header: t("service"),
      value: ({ service }) => `${service.namespace}/${service.name}`,
      width: 150,
      grow: 1,
    },
    {
      id: "state",
      header: t("state"),
      value: stateWord,
      cell: (row) => <StateBadge row={row} />,
      width: 140,
    },
    { id: "hypothesis", header: t("hypothesis"), value: ({ hypothesis }) => hypothesis, width: 260, grow: 3 },
    {
      id: "duration",
      header: t("duration"),
      value: (row) => runDurationMs(row, nowMs),
      cell: (row) => {
        const ms = runDurationMs(row, nowMs);
        return ms === undefined ? null : <span className="hd-num">{formatAge(ms)}</span>;
      },
      align: "end",
      width: 90,
    },
    { id: "by", header: t("by"), value: ({ createdBy }) => createdBy, width: 120 },
  ];
}
