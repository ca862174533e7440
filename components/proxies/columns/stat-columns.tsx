"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { StatRow } from "../outputs";
import type { Rates } from "../use-stat-rates";
import type { DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { unknownText } from "@/lib/format/measure";

const shownQuantiles: readonly number[] = [50, 90, 99, 100];

function valueOf(row: StatRow): string | number | undefined {
  switch (row.type) {
    case "counter":
    case "gauge":
      return row.value;
    case "text":
      return row.text;
    case "histogram":
      return row.quantiles.find(({ quantile }) => quantile === 50)?.value ?? undefined;
  }
}

/** Quantiles since the start in words, with those since the last flush where something was measured. */
function quantileWords(row: StatRow): string | undefined {
  if (row.type !== "histogram") return undefined;
  return row.quantiles
    .filter(({ quantile }) => shownQuantiles.includes(quantile))
    .map(({ quantile, value, recent }) => {
      const now = recent === null ? "" : ` (${recent})`;
      return `p${quantile} ${value ?? unknownText}${now}`;
    })
    .join(" · ");
}

/** Columns of statistics: value, and for counters what they gain per second. */
export function useStatColumns(rates: Rates): readonly DataColumn<StatRow>[] {
  const t = useTranslations("proxies");
  return useMemo(
    () => [
      { id: "stat", header: t("col.stat"), width: 320, grow: 2, value: (row) => row.name },
      { id: "type", header: t("col.type"), width: 90, value: (row) => t(`stats.type.${row.type}`) },
      {
        id: "value",
        header: t("col.value"),
        width: 150,
        align: "end",
        value: valueOf,
        cell: (row) => {
          const value = valueOf(row);
          return typeof value === "number" ? <Measure value={value} unit="count" /> : value;
        },
      },
      {
        id: "rate",
        header: t("col.rate"),
        width: 110,
        align: "end",
        value: (row) => rates.get(row.name),
        cell: (row) => (row.type === "counter" ? <Measure value={rates.get(row.name)} unit="rps" /> : ""),
      },
      {
        id: "quantiles",
        header: t("col.quantiles"),
        width: 260,
        grow: 1,
        value: quantileWords,
        cell: (row) => quantileWords(row) ?? "",
      },
    ],
    [t, rates],
  );
}
