"use client";
import { ActionIcon, Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./impact.module.css";
import type { DataColumn } from "@/components/ui/data-table";
import { download } from "@/components/ui/download";
import { sortRows, type SortState } from "@/lib/table/arrange";
import { toCsv } from "@/lib/table/export";

type Props<Row> = {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly columns: readonly DataColumn<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly exportName: string;
  readonly emptyText: string;
  /** Rows that are shown before somebody asks for all. */
  readonly shown?: number;
};

/** A short table for a narrow place: sorts by every column, shows the first rows, gives all of them as a file. */
export function EffectTable<Row>(props: Props<Row>) {
  const { title, rows, columns, rowKey, shown = 6 } = props;
  const t = useTranslations("impact");
  const c = useTranslations("common");
  const [sort, setSort] = useState<SortState | undefined>();
  const [isWhole, setWhole] = useState(false);
  const sorted = sortRows(rows, columns, sort);
  const visible = isWhole ? sorted : sorted.slice(0, shown);
  return (
    <div className={classes.block}>
      <div className={classes.tools}>
        <h3 className={classes.title}>{title}</h3>
        {rows.length === 0 ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="xs"
            aria-label={`${c("export")} (CSV): ${title}`}
            onClick={() => download(`${props.exportName}.csv`, toCsv(sorted, columns), "text/csv")}
          >
            <IconDownload size={13} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {rows.length === 0 ? (
        <p className={classes.muted}>{props.emptyText}</p>
      ) : (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={title}>
          <table className={classes.table}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <HeadCell key={column.id} column={column} sort={sort} onSort={setSort} />
                ))}
              </tr>
            </thead>
            <tbody>
              {visible.map((row) => (
                <tr key={rowKey(row)}>
                  {columns.map((column) => (
                    <td key={column.id} data-align={column.align}>
                      {column.cell === undefined ? column.value(row) : column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length <= shown ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          w="max-content"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? t("showFewer") : t("showAll", { count: rows.length })}
        </Button>
      )}
    </div>
  );
}

function HeadCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: DataColumn<Row>;
  sort: SortState | undefined;
  onSort: (sort: SortState) => void;
}) {
  const isSorted = sort?.id === column.id;
  const desc = isSorted ? !sort.desc : column.align === "end";
  return (
    <th
      scope="col"
      data-align={column.align}
      aria-sort={isSorted ? (sort.desc ? "descending" : "ascending") : "none"}
    >
      <button type="button" className={classes.sort} onClick={() => onSort({ id: column.id, desc })}>
        {column.header}
        {isSorted ? (sort.desc ? " ↓" : " ↑") : ""}
      </button>
    </th>
  );
}
