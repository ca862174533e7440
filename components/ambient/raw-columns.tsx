"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { AmbientRawRow } from "./outputs";
import type { DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";

export function useRawColumns(): readonly DataColumn<AmbientRawRow>[] {
  const t = useTranslations("ambient");
  return useMemo(
    () => [
      { id: "group", header: t("col.group"), width: 180, value: (row) => row.group },
      { id: "name", header: t("col.key"), width: 260, grow: 1, value: (row) => row.name },
      {
        id: "size",
        header: t("col.size"),
        width: 100,
        align: "end",
        value: (row) => row.sizeBytes,
        cell: (row) => <Measure value={row.sizeBytes} unit="bytes" />,
      },
    ],
    [t],
  );
}
