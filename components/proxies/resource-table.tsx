"use client";
import { useTranslations } from "use-intl";
import { DataTable, type DataColumn } from "@/components/ui/data-table";

/** What is open in the panel: a resource, and the part of it that was chosen. */
export type Selection = {
  readonly id: string | null;
  readonly at: string | null;
  readonly onSelect: (chosen: { readonly id: string; readonly at?: string }) => void;
};

type Props<Row> = {
  name: "listeners" | "routes" | "scoped_routes" | "clusters" | "endpoints" | "secrets" | "ecds" | "raw";
  rows: readonly Row[];
  columns: readonly DataColumn<Row>[];
  selection: Selection;
  /** The part of its resource that a row stands for. */
  at?: (row: Row) => string;
};

/** The rows of one section; a row opens its resource beside it. */
export function ResourceTable<Row extends { readonly id: string; readonly key?: string }>({
  name,
  rows,
  columns,
  selection,
  at,
}: Props<Row>) {
  const t = useTranslations("proxies");
  return (
    <DataTable
      rows={rows}
      columns={columns}
      rowKey={(row) => row.key ?? row.id}
      caption={t(`tab.${name}`)}
      urlKey={name}
      exportName={name}
      emptyText={t("noneIn")}
      maxHeight="calc(100vh - 270px)"
      onOpen={(row) => selection.onSelect({ id: row.id, ...(at === undefined ? {} : { at: at(row) }) })}
      isSelected={(row) =>
        row.id === selection.id && (at === undefined || selection.at === null || at(row) === selection.at)
      }
    />
  );
}
