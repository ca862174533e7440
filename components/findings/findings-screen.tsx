"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { CodeNotice } from "./code-notice";
import { FindingFilters, useFindingFilters } from "./findings-filters";
import { useFindingColumns, type FindingRow } from "./findings-columns";
import classes from "./findings.module.css";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { StatusBadge } from "@/components/ui/status-badge";

const FindingPanel = dynamic(() => import("./finding-panel").then((module) => module.FindingPanel));
const FixReview = dynamic(() => import("./fix-review").then((module) => module.FixReview), {
  loading: () => <PageSkeleton />,
});

type List = RouterOutputs["findings"]["list"]["data"];

/** Everything that the rules say of the scope. */
export function FindingsScreen() {
  const t = useTranslations("findings");
  const trpc = useTRPC();
  const { cluster, namespaces } = useScope();
  const [plan, setPlan] = useQueryState("fix", parseAsString.withOptions({ history: "push" }));
  const query = useQuery(
    trpc.findings.list.queryOptions({ cluster, namespaces }, { refetchInterval: useRefetchMs() }),
  );
  if (plan !== null) return <FixReview planHash={plan} onPlan={(next) => void setPlan(next)} />;
  return (
    <>
      <PageHeader
        title={t("pageTitle")}
        badges={query.data === undefined ? null : <Counts counts={query.data.data.counts} />}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
      />
      <QueryBoundary query={query}>
        {(list) => (
          <FindingsTable list={list} nowMs={query.dataUpdatedAt} onPlan={(next) => void setPlan(next)} />
        )}
      </QueryBoundary>
    </>
  );
}

function Counts({ counts }: { counts: List["counts"] }) {
  const t = useTranslations("findings");
  return (
    <span className={classes.counts}>
      <StatusBadge
        tone={counts.error > 0 ? "failing" : "ok"}
        label={t("counts.error", { count: counts.error })}
      />
      <StatusBadge
        tone={counts.warning > 0 ? "degraded" : "ok"}
        label={t("counts.warning", { count: counts.warning })}
      />
      <StatusBadge tone="info" label={t("counts.info", { count: counts.info })} />
      {counts.suppressed === 0 ? null : (
        <StatusBadge tone="idle" label={t("counts.suppressed", { count: counts.suppressed })} />
      )}
    </span>
  );
}

type TableProps = {
  readonly list: List;
  readonly nowMs: number;
  readonly onPlan: (planHash: string) => void;
};

function FindingsTable({ list, nowMs, onPlan }: TableProps) {
  const t = useTranslations("findings");
  const { filters, setFilters, keep } = useFindingFilters();
  const [open, setOpen] = useQueryState("finding", parseAsString);
  const columns = useFindingColumns(nowMs);
  const rows = list.rows.filter(keep);
  const shown = list.rows.find(({ id }) => id === open);
  return (
    <>
      {list.suppressionsKnown ? null : <p className={classes.notice}>{t("unknownSuppressions")}</p>}
      <FindingFilters rows={list.rows} filters={filters} setFilters={setFilters} />
      {filters.code === null || shown !== undefined ? null : <CodeNotice code={filters.code} />}
      {rows.length === 0 ? (
        <Nothing
          list={list}
          onClear={() => void setFilters({ severity: null, code: null, owner: null, suppressed: null })}
        />
      ) : (
        <div className={classes.split}>
          <div className={classes.table}>
            <DataTable<FindingRow>
              rows={rows}
              // Beside the panel, which tells the rest.
              columns={shown === undefined ? columns : columns.slice(0, 4)}
              rowKey={({ id }) => id}
              caption={t("caption")}
              urlKey="findings"
              initialSort={{ id: "severity", desc: true }}
              filterPlaceholder={t("filter")}
              exportName="findings"
              maxHeight="calc(100vh - 236px)"
              isSelected={({ id }) => id === open}
              onOpen={({ id }) => void setOpen(id)}
            />
          </div>
          {shown === undefined ? null : (
            <FindingPanel row={shown} onClose={() => void setOpen(null)} onPlan={onPlan} />
          )}
        </div>
      )}
    </>
  );
}

function Nothing({ list, onClear }: { list: List; onClear: () => void }) {
  const t = useTranslations("findings");
  const hidden = list.rows.filter(({ suppressed }) => suppressed !== undefined).length;
  if (list.rows.length === hidden) {
    return <EmptyState title={t("empty.title")} reason={t("empty.reason", { count: hidden })} />;
  }
  return (
    <EmptyState
      title={t("noMatch.title")}
      reason={t("noMatch.reason")}
      action={
        <Button size="xs" variant="default" onClick={onClear}>
          {t("filters.clear")}
        </Button>
      }
    />
  );
}
