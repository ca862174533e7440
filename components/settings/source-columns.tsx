"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { SourceReport } from "./outputs";
import type { DataColumn } from "@/components/ui/data-table";
import { measureColumn } from "@/components/ui/measure-column";
import { StatusBadge } from "@/components/ui/status-badge";

const tones = { ok: "ok", degraded: "degraded", failed: "failing", not_configured: "idle" } as const;
const ranks = { failed: 0, degraded: 1, not_configured: 2, ok: 3 } as const;

/** Columns of the table of sources; sorting by state puts what needs a hand first. */
export function useSourceColumns(): readonly DataColumn<SourceReport>[] {
  const t = useTranslations("settings");
  const c = useTranslations("common");
  return useMemo(
    () => [
      { id: "cluster", header: t("col.cluster"), width: 130, value: (row) => row.cluster },
      { id: "source", header: t("col.source"), width: 140, value: (row) => c(`source.${row.source}`) },
      {
        id: "state",
        header: t("col.state"),
        width: 150,
        value: (row) => `${ranks[row.state]} ${t(`state.${row.state}`)}`,
        cell: (row) => <StatusBadge tone={tones[row.state]} label={t(`state.${row.state}`)} />,
      },
      measureColumn("latency", t("col.latency"), "ms", (row) =>
        row.state === "not_configured" ? undefined : row.durationMs,
      ),
      {
        id: "found",
        header: t("col.found"),
        width: 260,
        grow: 3,
        value: (row) => (row.facts.length === 0 ? undefined : row.facts.join(" · ")),
        cell: (row) =>
          row.facts.length === 0 ? undefined : (
            <span title={row.facts.join("\n")}>{row.facts.join(" · ")}</span>
          ),
      },
      {
        id: "problems",
        header: t("col.problems"),
        width: 110,
        align: "end",
        value: (row) => row.problems.length,
      },
    ],
    [t, c],
  );
}
