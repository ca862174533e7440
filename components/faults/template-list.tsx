"use client";
import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ConfirmButton } from "./confirm-button";
import classes from "./faults.module.css";
import { spanText } from "./plan-figures";
import { useFaultWords } from "./use-fault-words";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { Link } from "@/components/ui/link";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { Section } from "@/components/ui/section";

type Template = RouterOutputs["faults"]["templates"]["list"]["saved"][number];

/** Plans that somebody keeps, to begin with or to throw away. */
export function TemplateList({ isReadOnly }: { isReadOnly: boolean }) {
  const t = useTranslations("faults.templates");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const columns = useTemplateColumns(isReadOnly);
  const query = useQuery(trpc.faults.templates.list.queryOptions({ cluster }));
  return (
    <Section title={t("title")} flush>
      {query.data !== undefined ? (
        <DataTable
          rows={query.data.saved}
          columns={columns}
          rowKey={({ id }) => id}
          caption={t("title")}
          urlKey="templates"
          initialSort={{ id: "name", desc: false }}
          exportName="experiment-templates"
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

function useTemplateColumns(isReadOnly: boolean): readonly DataColumn<Template>[] {
  const t = useTranslations("faults.templates");
  const words = useFaultWords();
  return [
    { id: "name", header: t("name"), value: ({ name }) => name, width: 170, grow: 1 },
    { id: "fault", header: t("fault"), value: ({ plan }) => words.fault(plan.fault), width: 230, grow: 2 },
    {
      id: "time",
      header: t("time"),
      value: ({ plan }) => plan.durationMs,
      cell: ({ plan }) => spanText(plan.durationMs),
      align: "end",
      width: 90,
    },
    { id: "by", header: t("by"), value: ({ createdBy }) => createdBy, width: 120 },
    {
      id: "act",
      header: t("act"),
      value: () => undefined,
      cell: (row) => <TemplateActions row={row} isReadOnly={isReadOnly} />,
      sortable: false,
      width: 200,
    },
  ];
}

function TemplateActions({ row, isReadOnly }: { row: Template; isReadOnly: boolean }) {
  const t = useTranslations("faults.templates");
  const trpc = useTRPC();
  const href = useViewHref();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.faults.templates.delete.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.faults.templates.pathFilter()),
    }),
  );
  const { namespace, name } = row.plan.fault.service;
  return (
    <Group gap={6} className={classes.cellActions}>
      <Button
        component={Link}
        size="compact-xs"
        variant="default"
        aria-label={t("useNamed", { name: row.name })}
        href={href("/delivery/experiment/new", { template: row.id, service: `${namespace}/${name}` })}
      >
        {t("use")}
      </Button>
      {isReadOnly ? null : (
        <ConfirmButton
          label={t("delete")}
          confirmLabel={t("confirm")}
          name={row.name}
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate({ id: row.id })}
        />
      )}
      {remove.error === null ? null : <WriteError error={remove.error} />}
    </Group>
  );
}
