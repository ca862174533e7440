"use client";
import { Button, Menu } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ChangeGroups } from "./change-groups";
import { DiffFilters } from "./diff-filters";
import { DiffPickers } from "./diff-pickers";
import { DiffSummary } from "./diff-summary";
import classes from "./diff.module.css";
import { FleetPanel } from "./fleet-panel";
import type { DiffData } from "./outputs";
import { pageSize, useDiffView, type DiffQuery, type DiffView } from "./use-diff-view";
import { useTRPC } from "@/components/query/trpc";
import { download } from "@/components/ui/download";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { DumpTarget } from "@/lib/proxies/dump-target";

/** Two configurations side by side: what differs, and because of which object. */
export function DiffScreen() {
  const t = useTranslations("diff");
  const diff = useDiffView();
  const { left, right, view, wrong } = diff;
  const fleet = view.fleet.split("/");
  return (
    <>
      {left === undefined || right === undefined ? (
        <>
          <PageHeader title={t("title")} subtitle={t("subtitle")} />
          <DiffPickers diff={diff} />
          {wrong.length === 0 ? (
            <EmptyState title={t("choose.title")} reason={t("choose.reason")} />
          ) : (
            <EmptyState
              title={t("wrongAddress.title")}
              reason={t("wrongAddress.reason", { texts: wrong.map((text) => `“${text}”`).join(", ") })}
            />
          )}
        </>
      ) : (
        <Comparison diff={diff} left={left} right={right} />
      )}
      {fleet[0] === undefined || fleet[1] === undefined ? null : (
        <FleetPanel namespace={fleet[0]} workload={fleet[1]} diff={diff} />
      )}
    </>
  );
}

function Comparison({ diff, left, right }: { diff: DiffView; left: DumpTarget; right: DumpTarget }) {
  const t = useTranslations("diff");
  const trpc = useTRPC();
  const client = useQueryClient();
  const { view } = diff;
  const asked: DiffQuery = {
    left,
    right,
    text: view.q,
    withExpected: view.expected,
    offset: view.offset,
    limit: pageSize,
    ...(view.section === null ? {} : { section: view.section }),
    ...(view.kind === null ? {} : { kind: view.kind }),
    ...(view.severity === null ? {} : { severity: view.severity }),
  };
  const query = useQuery(trpc.diff.read.queryOptions(asked, { placeholderData: keepPreviousData }));
  const save = async (format: "json" | "csv") => {
    const { data } = await client.fetchQuery(trpc.diff.export.queryOptions({ left, right, format }));
    download(`comparison.${format}`, data.text, format === "csv" ? "text/csv" : "application/json");
  };
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        actions={
          <Menu>
            <Menu.Target>
              <Button size="xs" variant="default" disabled={query.data?.data.summary === undefined}>
                {t("export")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => void save("csv")}>{t("exportCsv")}</Menu.Item>
              <Menu.Item onClick={() => void save("json")}>{t("exportJson")}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        }
      />
      <DiffPickers diff={diff} />
      <QueryBoundary query={query}>
        {(data) => <Result data={data} diff={diff} query={asked} />}
      </QueryBoundary>
    </>
  );
}

function Result({ data, diff, query }: { data: DiffData; diff: DiffView; query: DiffQuery }) {
  const t = useTranslations("diff");
  const { summary } = data;
  if (summary === undefined) {
    const sides = data.left !== undefined ? "right" : data.right !== undefined ? "left" : "both";
    return <EmptyState title={t("dead.title")} reason={t("dead.reason", { sides: t(`sides.${sides}`) })} />;
  }
  return (
    <div className={classes.result}>
      <DiffSummary summary={summary} data={data} />
      {summary.isIdentical ? null : (
        <>
          <DiffFilters diff={diff} summary={summary} />
          {data.matching === 0 ? (
            summary.changes === 0 && !diff.view.expected ? null : (
              <EmptyState title={t("noneMatch.title")} reason={t("noneMatch.reason")} />
            )
          ) : (
            <ChangeGroups data={data} diff={diff} query={query} />
          )}
        </>
      )}
    </div>
  );
}
