"use client";
import { ActionIcon, Menu, TextInput } from "@mantine/core";
import { IconDownload, IconFilter, IconSearch } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { DataTableProps } from "./data-table";
import classes from "./data-table.module.css";
import { download } from "./download";
import { wordsOf } from "@/lib/table/arrange";
import { toCsv } from "@/lib/table/export";

type Props<Row> = DataTableProps<Row> & {
  shown: readonly Row[];
  filter: string;
  onFilter: (text: string) => void;
  columnFilters: { readonly isShown: boolean; readonly toggle: () => void };
};

export function DataTableTools<Row>(props: Props<Row>) {
  const { rows, columns, shown, filter, onFilter, exportName, columnFilters } = props;
  const t = useTranslations("common");
  function asJson(): string {
    return JSON.stringify(
      shown.map((row) => Object.fromEntries(columns.map((c) => [c.id, wordsOf(c, row) ?? null]))),
      null,
      2,
    );
  }
  return (
    <div className={classes.tools}>
      <TextInput
        size="xs"
        className={classes.filter}
        value={filter}
        onChange={(event) => onFilter(event.currentTarget.value)}
        placeholder={props.filterPlaceholder ?? t("filter")}
        aria-label={props.filterPlaceholder ?? t("filter")}
        leftSection={<IconSearch size={14} aria-hidden />}
        data-hd-filter
      />
      <ActionIcon
        variant={columnFilters.isShown ? "light" : "subtle"}
        color="gray"
        aria-label={t("filterColumns")}
        title={t("filterColumns")}
        aria-pressed={columnFilters.isShown}
        onClick={columnFilters.toggle}
      >
        <IconFilter size={16} aria-hidden />
      </ActionIcon>
      {props.tools}
      <span className={classes.count} aria-live="polite">
        {shown.length === rows.length
          ? t("rows", { count: rows.length })
          : t("rowsOf", { shown: shown.length, count: rows.length })}
      </span>
      {exportName === undefined ? null : (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t("export")}>
              <IconDownload size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => download(`${exportName}.csv`, toCsv(shown, columns), "text/csv")}>
              CSV
            </Menu.Item>
            <Menu.Item onClick={() => download(`${exportName}.json`, asJson(), "application/json")}>
              JSON
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
