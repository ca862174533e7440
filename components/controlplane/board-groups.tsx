"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { boardState, boardStates, type BoardRow, type BoardState } from "@/lib/controlplane/board";

export type BoardGroup = {
  readonly namespace: string;
  /** Absent when grouped by namespace. */
  readonly workload?: string;
  readonly count: number;
  readonly byState: Partial<Record<BoardState, number>>;
};

function groupsOf(rows: readonly BoardRow[], by: "namespace" | "workload"): readonly BoardGroup[] {
  const groups = new Map<string, { -readonly [Key in keyof BoardGroup]: BoardGroup[Key] }>();
  for (const row of rows) {
    const { namespace, workload } = row;
    const key = by === "namespace" ? namespace : `${namespace}/${workload}`;
    const known = groups.get(key) ?? {
      namespace,
      ...(by === "workload" ? { workload } : {}),
      count: 0,
      byState: {},
    };
    const state = boardState(row);
    groups.set(key, {
      ...known,
      count: known.count + 1,
      byState: { ...known.byState, [state]: (known.byState[state] ?? 0) + 1 },
    });
  }
  return [...groups.values()];
}

/** How many proxies of each namespace or workload are in each state; a row opens its proxies. */
export function BoardGroups({
  rows,
  by,
  onOpen,
}: {
  rows: readonly BoardRow[];
  by: "namespace" | "workload";
  onOpen: (group: BoardGroup) => void;
}) {
  const t = useTranslations("controlplane.board");
  const groups = useMemo(() => groupsOf(rows, by), [rows, by]);
  const columns = useMemo<readonly DataColumn<BoardGroup>[]>(
    () => [
      ...(by === "workload"
        ? [
            {
              id: "workload",
              header: t("col.workload"),
              width: 200,
              grow: 2,
              value: (row: BoardGroup) => row.workload,
            },
          ]
        : []),
      { id: "namespace", header: t("col.namespace"), width: 160, grow: 2, value: (row) => row.namespace },
      {
        id: "proxies",
        header: t("col.proxies"),
        width: 96,
        align: "end",
        value: (row) => row.count,
        cell: (row) => <Measure value={row.count} unit="count" />,
      },
      ...boardStates.map((state): DataColumn<BoardGroup> => ({
        id: state,
        header: t(`state.${state}`),
        width: 116,
        align: "end",
        value: (row) => row.byState[state] ?? 0,
        cell: (row) => <Measure value={row.byState[state] ?? 0} unit="count" />,
      })),
    ],
    [t, by],
  );
  return (
    <DataTable
      rows={groups}
      columns={columns}
      rowKey={(row) => `${row.namespace}/${row.workload ?? ""}`}
      caption={t("groupCaption")}
      urlKey="groups"
      initialSort={{ id: "error", desc: true }}
      exportName="sync-board-groups"
      maxHeight="min(640px, calc(100vh - 260px))"
      emptyText={t("noneKept")}
      onOpen={onOpen}
    />
  );
}
