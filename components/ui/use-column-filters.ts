"use client";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { columnFiltersFromText, textFromColumnFilters, type ColumnFilters } from "@/lib/table/column-filter";

/** The conditions of a table's columns, kept in the URL, and whether their fields are shown. */
export function useColumnFilters(urlKey: string) {
  const [text, setText] = useQueryState(`${urlKey}.cols`, parseAsString.withOptions({ throttleMs: 300 }));
  const filters = useMemo(() => columnFiltersFromText(text), [text]);
  const [isOpen, setOpen] = useState(filters.size > 0);
  return {
    filters,
    isShown: isOpen || filters.size > 0,
    setFilters: (next: ColumnFilters) => void setText(textFromColumnFilters(next)),
    toggle: () => {
      const isShown = isOpen || filters.size > 0;
      setOpen(!isShown);
      if (isShown) void setText(null);
    },
  };
}
