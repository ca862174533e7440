"use client";
import { parseAsString, useQueryState } from "nuqs";
import { useDeferredValue, useMemo } from "react";
import type { DataColumn } from "./data-table";
import { useColumnFilters } from "./use-column-filters";
import { filterRows, sortFromText, sortRows, textFromSort, type SortState } from "@/lib/table/arrange";
import { filterByColumns } from "@/lib/table/column-filter";

/** A table's rows as its filters and its order, which the URL keeps, leave them. */
export function useShownRows<Row>(
  rows: readonly Row[],
  columns: readonly DataColumn<Row>[],
  urlKey: string,
  initialSort: SortState | undefined,
) {
  const [filter, setFilter] = useQueryState(
    `${urlKey}.q`,
    parseAsString.withDefault("").withOptions({ throttleMs: 300 }),
  );
  const [sortText, setSortText] = useQueryState(`${urlKey}.sort`, parseAsString);
  const sort = useMemo(
    () =>
      sortFromText(
        sortText,
        columns.map((c) => c.id),
      ) ?? initialSort,
    [sortText, columns, initialSort],
  );
  const byColumn = useColumnFilters(urlKey);
  const deferredFilter = useDeferredValue(filter);
  const deferredConditions = useDeferredValue(byColumn.filters);
  const shown = useMemo(
    () =>
      sortRows(
        filterByColumns(filterRows(rows, columns, deferredFilter), columns, deferredConditions),
        columns,
        sort,
      ),
    [rows, columns, deferredFilter, deferredConditions, sort],
  );
  return {
    shown,
    filter,
    deferredFilter,
    setFilter: (text: string) => void setFilter(text === "" ? null : text),
    sort,
    setSort: (next: SortState) => void setSortText(textFromSort(next)),
    byColumn,
  };
}
