"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { CellView, RowState } from "./board-cell";
import type { Board } from "./outputs";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { boardState, boardStates, isSupported, type BoardRow } from "@/lib/controlplane/board";
import { xdsTypes, type XdsType } from "@/lib/controlplane/sync";

const alwaysShown: readonly XdsType[] = ["cds", "lds", "eds", "rds"];
const isCommon = (type: XdsType) => alwaysShown.includes(type);

function typeColumn(type: XdsType, errors: Board["errors"]): DataColumn<BoardRow> {
  return {
    id: type,
    header: type.toUpperCase(),
    width: 148,
    value: (row) => row.cells[type]?.state,
    cell: (row) => {
      const cell = row.cells[type];
      return (
        <CellView
          cell={cell}
          error={cell?.error === undefined ? undefined : errors[cell.error]}
          isUnknown={row.connection === "silent"}
        />
      );
    },
  };
}

function useColumns(
  rows: readonly BoardRow[],
  errors: Board["errors"],
  areRevisionsShown: boolean,
): readonly DataColumn<BoardRow>[] {
  const t = useTranslations("controlplane.board");
  const typesKey = xdsTypes
    .filter((type) => isCommon(type) || rows.some((row) => row.cells[type] !== undefined))
    .join();
  return useMemo(() => {
    const types = xdsTypes.filter((type) => typesKey.split(",").includes(type));
    return [
      { id: "pod", header: t("col.pod"), width: 230, grow: 2, value: (row) => row.pod },
      { id: "namespace", header: t("col.namespace"), width: 112, value: (row) => row.namespace },
      {
        id: "state",
        header: t("col.state"),
        width: 148,
        value: (row) => `${boardStates.indexOf(boardState(row))} ${boardState(row)} ${row.connection}`,
        cell: (row) => <RowState row={row} />,
      },
      ...types.filter(isCommon).map((type) => typeColumn(type, errors)),
      {
        id: "kind",
        header: t("col.kind"),
        width: 84,
        value: (row) => (row.type === "" ? undefined : row.type),
      },
      {
        id: "version",
        header: t("col.version"),
        width: 96,
        value: (row) => row.version,
        cell: (row) =>
          row.skew === undefined || row.skew === 0 ? (
            row.version
          ) : (
            <span
              title={t(isSupported(row) ? "skewOlder" : "skewUnsupported", { count: row.skew })}
              style={{ color: isSupported(row) ? "var(--hd-degraded)" : "var(--hd-failing)" }}
            >
              {row.version} {row.skew > 0 ? `−${row.skew}` : `+${-row.skew}`}
            </span>
          ),
      },
      ...(areRevisionsShown
        ? [
            {
              id: "revision",
              header: t("col.revision"),
              width: 150,
              value: (row: BoardRow) => row.revision,
              cell: (row: BoardRow) =>
                row.next === undefined ? (
                  row.revision
                ) : (
                  <span title={t("next", { revision: row.next })}>
                    {row.revision} → {row.next}
                  </span>
                ),
            },
          ]
        : []),
      { id: "replica", header: t("col.replica"), width: 150, grow: 1, value: (row) => row.replica },
      // Few proxies have these: last, so that they do not push the others out of sight.
      ...types.filter((type) => !isCommon(type)).map((type) => typeColumn(type, errors)),
    ];
  }, [t, typesKey, errors, areRevisionsShown]);
}

/** Every proxy × type; a row opens its details. */
export function BoardTable({
  rows,
  errors,
  areRevisionsShown,
  openKey,
  onOpen,
}: {
  rows: readonly BoardRow[];
  errors: Board["errors"];
  areRevisionsShown: boolean;
  openKey: string | null;
  onOpen: (row: BoardRow) => void;
}) {
  const t = useTranslations("controlplane.board");
  return (
    <DataTable
      rows={rows}
      columns={useColumns(rows, errors, areRevisionsShown)}
      rowKey={keyOf}
      caption={t("caption")}
      urlKey="board"
      initialSort={{ id: "state", desc: false }}
      filterPlaceholder={t("filter.text")}
      exportName="sync-board"
      maxHeight="min(640px, calc(100vh - 260px))"
      emptyText={t("noneKept")}
      onOpen={onOpen}
      isSelected={(row) => keyOf(row) === openKey}
    />
  );
}

export function keyOf(row: Pick<BoardRow, "namespace" | "pod">): string {
  return `${row.namespace}/${row.pod}`;
}
