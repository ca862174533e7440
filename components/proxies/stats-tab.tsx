"use client";
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./proxies.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { StatRow } from "./outputs";

const usualFilter = "^(cluster_manager|listener_manager|server|cluster\\.xds-grpc)\\.";

/** Envoy's counters and gauges by a filter that stays in the URL. */
export function StatsTab({ proxy }: { proxy: { cluster: string; namespace: string; pod: string } }) {
  const t = useTranslations("proxies");
  const trpc = useTRPC();
  const [filter, setFilter] = useQueryState("stat", parseAsString.withDefault(usualFilter));
  const [draft, setDraft] = useState(filter);
  const query = useQuery(
    trpc.proxies.stats.queryOptions({ ...proxy, filter }, { refetchInterval: useRefetchMs() }),
  );
  const columns = useMemo<readonly DataColumn<StatRow>[]>(
    () => [
      { id: "stat", header: t("col.stat"), width: 320, grow: 1, value: (row) => row.name },
      {
        id: "value",
        header: t("col.value"),
        width: 130,
        align: "end",
        value: (row) => row.value,
        cell: (row) => <Measure value={row.value} unit="count" />,
      },
    ],
    [t],
  );
  return (
    <>
      <form
        className={classes.tools}
        onSubmit={(event) => {
          event.preventDefault();
          if (draft.trim() !== "") void setFilter(draft.trim());
        }}
      >
        <TextInput
          size="xs"
          w={420}
          aria-label={t("stats.filter")}
          placeholder={t("stats.filter")}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" disabled={draft.trim() === ""}>
          {t("stats.apply")}
        </Button>
        <span className={classes.muted}>{t("stats.note")}</span>
      </form>
      <QueryBoundary query={query}>
        {(rows) => (
          <DataTable
            rows={rows}
            columns={columns}
            rowKey={(row) => row.name}
            caption={t("stats.caption")}
            urlKey="stats"
            exportName="stats"
            maxHeight="calc(100vh - 310px)"
          />
        )}
      </QueryBoundary>
    </>
  );
}
