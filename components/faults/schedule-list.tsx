"use client";
import { usePhrases } from "@/components/ui/use-phrases";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { ConfirmButton } from "./confirm-button";
import { runPath } from "./run-path";
import { useFaultWords } from "./use-fault-words";
import changeClasses from "@/components/changes/changes.module.css";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { Link } from "@/components/ui/link";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { Section } from "@/components/ui/section";
import { formatInstant } from "@/lib/format/duration";

type Schedule = RouterOutputs["faults"]["schedules"]["list"][number];

/** Plans that begin by themselves: when next, and what became of the last time. */
export function ScheduleList({ isReadOnly }: { isReadOnly: boolean }) {
  const t = useTranslations("faults.schedules");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const columns = useScheduleColumns(isReadOnly);
  const query = useQuery(trpc.faults.schedules.list.queryOptions({ cluster }, { refetchInterval: 30_000 }));
  return (
    <Section title={t("title")} flush>
      {query.data !== undefined ? (
        <DataTable
          rows={query.data}
          columns={columns}
          rowKey={({ id }) => id}
          caption={t("title")}
          urlKey="schedules"
          initialSort={{ id: "next", desc: false }}
          exportName="experiment-schedules"
          maxHeight={320}
          emptyText={t("none")}
        />
      ) : query.error === null ? (
        <PageSkeleton rows={3} />
      ) : (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
    </Section>
  );
}

function useScheduleColumns(isReadOnly: boolean): readonly DataColumn<Schedule>[] {
  const t = useTranslations("faults.schedules");
  const words = useFaultWords();
  const locale = useLocale();
  const when = useWhenWords();
  return [
    { id: "name", header: t("name"), value: ({ name }) => name, width: 180, grow: 2 },
    {
      id: "service",
      header: t("service"),
      value: ({ plan }) => `${plan.fault.service.namespace}/${plan.fault.service.name}`,
      width: 150,
      grow: 1,
    },
    { id: "fault", header: t("fault"), value: ({ plan }) => words.fault(plan.fault), width: 200, grow: 2 },
    { id: "when", header: t("when"), value: when, width: 160, grow: 1 },
    {
      id: "next",
      header: t("next"),
      value: ({ nextAtMs }) => nextAtMs,
      cell: ({ nextAtMs }) => (nextAtMs === undefined ? t("never") : formatInstant(nextAtMs, locale)),
      width: 190,
    },
    {
      id: "last",
      header: t("last"),
      value: ({ last }) => last?.atMs,
      cell: (row) => <LastTime row={row} />,
      width: 150,
      grow: 1,
    },
    {
      id: "act",
      header: t("act"),
      value: () => undefined,
      cell: (row) => (isReadOnly ? null : <DeleteSchedule row={row} />),
      sortable: false,
      width: 110,
    },
  ];
}

/** `Tue, Thu at 10:00 (Asia/Shanghai)`. */
function useWhenWords(): (row: Schedule) => string {
  const t = useTranslations("faults.schedules");
  const k = useTranslations("faults.keep");
  const locale = useLocale();
  return ({ schedule }) =>
    schedule.kind === "once"
      ? t("once", { time: formatInstant(schedule.atMs, locale) })
      : t("weekly", {
          days: schedule.days.map((day) => k(`day.${day}`)).join(t("comma")),
          time: schedule.time,
          zone: schedule.timeZone,
        });
}

function LastTime({ row }: { row: Schedule }) {
  const words = useFaultWords();
  const href = useViewHref();
  const { last, lastRunId } = row;
  if (last === undefined) return null;
  const text = words.code("schedules.code", last.code);
  return (
    <span title={last.message}>
      {lastRunId === undefined ? (
        text
      ) : (
        <Link className={changeClasses.link} href={href(runPath("fault", lastRunId))}>
          {text}
        </Link>
      )}
    </span>
  );
}

function DeleteSchedule({ row }: { row: Schedule }) {
  const t = useTranslations("faults.schedules");
  const phrases = usePhrases();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.faults.schedules.delete.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.faults.schedules.pathFilter()),
    }),
  );
  return (
    <>
      <ConfirmButton
        label={t("delete")}
        confirmLabel={t("confirm")}
        name={row.name}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate({ id: row.id })}
      />
      {remove.error === null ? null : <span role="alert">{phrases.error(remove.error)}</span>}
    </>
  );
}
