"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { Grouping } from "./board-filters";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { boardState, boardStates, type BoardRow, type BoardState } from "@/lib/controlplane/board";
import { unknownText } from "@/lib/format/measure";

export type BoardGroup = {
  readonly key: string;
  /** Only of workloads, whose names repeat. */
  readonly namespace?: string;
  readonly label: string;
  /** The filter that keeps its proxies. */
  readonly filter: Partial<Record<"namespace" | "workload" | "kind" | "revision", string>> & {
    readonly state?: BoardState;
  };
  readonly count: number;
  readonly byState: Partial<Record<BoardState, number>>;
};

const isAlways = (state: BoardState) => state === "error" || state === "stale" || state === "synced";

type Place = Pick<BoardGroup, "key" | "namespace" | "label" | "filter">;

function placeOf(row: BoardRow, by: Grouping, stateLabel: (state: BoardState) => string): Place {
  const { namespace, workload, type, revision } = row;
  switch (by) {
    case "namespace":
      return { key: namespace, label: namespace, filter: { namespace } };
    case "workload":
      return { key: `${namespace}/${workload}`, namespace, label: workload, filter: { namespace, workload } };
    case "kind":
      return { key: type, label: type, filter: { kind: type } };
    case "revision":
      return {
        key: revision ?? "",
        label: revision ?? unknownText,
        filter: revision === undefined ? {} : { revision },
      };
    case "state": {
      const state = boardState(row);
      return { key: state, label: stateLabel(state), filter: { state } };
    }
  }
}

function groupsOf(
  rows: readonly BoardRow[],
  by: Grouping,
  stateLabel: (state: BoardState) => string,
): readonly BoardGroup[] {
  const groups = new Map<string, Place & { count: number; byState: Partial<Record<BoardState, number>> }>();
  for (const row of rows) {
    const place = placeOf(row, by, stateLabel);
    const group = groups.get(place.key) ?? { ...place, count: 0, byState: {} };
    const state = boardState(row);
    group.count += 1;
    group.byState[state] = (group.byState[state] ?? 0) + 1;
    groups.set(place.key, group);
  }
  return [...groups.values()];
}

/** How many proxies of each group are in each state; a row opens its proxies. */
export function BoardGroups({
  rows,
  by,
  onOpen,
}: {
  rows: readonly BoardRow[];
  by: Grouping;
  onOpen: (group: BoardGroup) => void;
}) {
  const t = useTranslations("controlplane.board");
  const groups = useMemo(() => groupsOf(rows, by, (state) => t(`state.${state}`)), [rows, by, t]);
  const states = useMemo(
    () => boardStates.filter((state) => isAlways(state) || groups.some(({ byState }) => byState[state])),
    [groups],
  );
  const columns = useMemo<readonly DataColumn<BoardGroup>[]>(
    () => [
      { id: by, header: t(`col.${by}`), width: 200, grow: 2, value: (row) => row.label },
      ...(by === "workload"
        ? [
            {
              id: "namespace",
              header: t("col.namespace"),
              width: 160,
              grow: 2,
              value: (row: BoardGroup) => row.namespace,
            },
          ]
        : []),
      {
        id: "proxies",
        header: t("col.proxies"),
        width: 96,
        align: "end",
        value: (row) => row.count,
        cell: (row) => <Measure value={row.count} unit="count" />,
      },
      ...states.map((state): DataColumn<BoardGroup> => ({
        id: state,
        header: t(`state.${state}`),
        width: 116,
        align: "end",
        value: (row) => row.byState[state] ?? 0,
        cell: (row) => <Measure value={row.byState[state] ?? 0} unit="count" />,
      })),
    ],
    [t, by, states],
  );
  return (
    <DataTable
      rows={groups}
      columns={columns}
      rowKey={(row) => row.key}
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
