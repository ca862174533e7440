"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import classes from "../proxies.module.css";
import { known, useStateColumn } from "./state-column";
import type { DataColumn } from "@/components/ui/data-table";
import type { ListenerRow } from "@/lib/proxies/section-rows";

/** Columns of listeners: a row is a filter chain. Envoy's words of a refusal stand in a column when there are any. */
export function useListenerColumns(rows: readonly ListenerRow[]): readonly DataColumn<ListenerRow>[] {
  const t = useTranslations("proxies");
  const state = useStateColumn<ListenerRow>();
  const hasError = rows.some((row) => row.error !== undefined);
  return useMemo(
    () => [
      { id: "name", header: t("col.name"), width: 140, value: (row) => known(row.name) },
      { id: "address", header: t("col.address"), width: 100, value: (row) => known(row.address) },
      {
        id: "port",
        header: t("col.port"),
        width: 66,
        align: "end",
        value: (row) => (row.port === 0 ? undefined : row.port),
      },
      {
        id: "direction",
        header: t("col.direction"),
        width: 88,
        value: (row) => (row.direction === "unspecified" ? undefined : row.direction),
      },
      { id: "match", header: t("col.match"), width: 220, value: (row) => known(row.match) },
      {
        id: "destination",
        header: t("col.destination"),
        width: 210,
        grow: 1,
        value: (row) => known(row.destination),
      },
      { id: "chain", header: t("col.chain"), width: 96, value: (row) => known(row.chain) },
      { id: "tls", header: t("col.tls"), width: 56, value: (row) => row.tls, cell: (row) => row.tls ?? "" },
      { id: "filters", header: t("col.filters"), width: 64, align: "end", value: (row) => row.filters },
      state,
      ...(hasError
        ? [
            {
              id: "error",
              header: t("col.error"),
              width: 260,
              value: (row: ListenerRow) => row.error,
              cell: (row: ListenerRow) =>
                row.error === undefined ? null : (
                  <div className={classes.words} title={row.error}>
                    {row.error}
                  </div>
                ),
            },
          ]
        : []),
    ],
    [t, state, hasError],
  );
}
