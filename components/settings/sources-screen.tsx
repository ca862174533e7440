"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { ProblemList } from "./problem-list";
import classes from "./settings.module.css";
import { SettingsTabs } from "./settings-tabs";
import { useSourceColumns } from "./source-columns";
import { WatchTable } from "./watch-table";
import { useTRPC } from "@/components/query/trpc";
import { DataTable } from "@/components/ui/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { Section } from "@/components/ui/section";

/** Every source of every cluster, asked one question: whether it answers, how fast, and what to change if not. */
export function SourcesScreen() {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const columns = useSourceColumns();
  const query = useQuery(
    trpc.settings.sources.queryOptions(undefined, { staleTime: 60_000, refetchOnWindowFocus: false }),
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        updatedAtMs={query.dataUpdatedAt}
        actions={
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={query.isFetching && !query.isPending}
            onClick={() => void query.refetch({ cancelRefetch: false })}
          >
            {t("again")}
          </Button>
        }
      />
      <SettingsTabs />
      <div className={classes.stack}>
        {query.error === null ? null : (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.isPending ? <PageSkeleton rows={5} /> : null}
        {query.data === undefined ? null : (
          <>
            <DataTable
              rows={query.data}
              columns={columns}
              rowKey={(row) => `${row.cluster}/${row.source}`}
              caption={t("caption")}
              urlKey="sources"
              exportName="sources"
              maxHeight={420}
            />
            <Section title={t("problems")}>
              <ProblemList reports={query.data} />
            </Section>
          </>
        )}
        <WatchTable />
      </div>
    </>
  );
}
