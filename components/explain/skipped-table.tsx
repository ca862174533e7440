"use client";
import { useTranslations } from "use-intl";
import { useBecause } from "./use-because";
import { OwnerLink } from "@/components/proxies/owner-link";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import type { SkippedRoute } from "@/lib/proxies/explain-flow/explanation";

/** Routes that did not take the request, each with the first condition that fails. */
export function SkippedTable({ skipped }: { skipped: readonly SkippedRoute[] }) {
  const t = useTranslations("explain");
  const say = useBecause();
  const columns: readonly DataColumn<SkippedRoute>[] = [
    { id: "index", header: t("detail.index"), value: ({ index }) => index + 1, width: 64, align: "end" },
    {
      id: "name",
      header: t("detail.name"),
      value: ({ name }) => name,
      cell: (route) => (route.name === "" ? <OwnerLink owner={route.owner} /> : route.name),
      grow: 1,
    },
    { id: "condition", header: t("detail.condition"), value: ({ condition }) => condition, grow: 2 },
    { id: "why", header: t("detail.why"), value: ({ because }) => because.map(say).join("; "), grow: 2 },
  ];
  return (
    <DataTable
      rows={skipped}
      columns={columns}
      rowKey={({ index }) => `${index}`}
      caption={t("detail.skipped", { count: skipped.length })}
      urlKey="skipped"
      maxHeight={260}
    />
  );
}
