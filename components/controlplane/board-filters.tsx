"use client";
import { Select } from "@mantine/core";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import classes from "./board.module.css";
import { boardState, boardStates, isSupported, type BoardRow } from "@/lib/controlplane/board";
import { xdsTypes } from "@/lib/controlplane/sync";

export const groupings = ["none", "namespace", "workload", "state", "kind", "revision"] as const;
export type Grouping = Exclude<(typeof groupings)[number], "none">;
export const stateFilters = [...boardStates, "moving", "skew"] as const;
export type StateFilter = (typeof stateFilters)[number];

const parsers = {
  state: parseAsStringLiteral(stateFilters),
  xds: parseAsStringLiteral(xdsTypes),
  kind: parseAsString,
  namespace: parseAsString,
  workload: parseAsString,
  replica: parseAsString,
  version: parseAsString,
  revision: parseAsString,
  /** A change of the console's: only proxies that have not got it. */
  change: parseAsString,
  group: parseAsStringLiteral(groupings).withDefault("none"),
  proxy: parseAsString,
};

function hasState(row: BoardRow, state: StateFilter): boolean {
  if (state === "moving") return row.connection === "moving";
  if (state === "skew") return !isSupported(row);
  return boardState(row) === state;
}

/** The board's filters and what is open of it, kept in the URL. With a type, the state is that type's. */
export function useBoardFilters() {
  const [filters, setFilters] = useQueryStates(parsers);
  const { state, xds } = filters;
  const isState = (row: BoardRow): boolean => {
    if (xds === null) return state === null || hasState(row, state);
    const cell = row.cells[xds];
    return cell !== undefined && (state === null || cell.state === state);
  };
  const keepPlace = (row: BoardRow) =>
    (filters.kind === null || row.type === filters.kind) &&
    (filters.namespace === null || row.namespace === filters.namespace) &&
    (filters.workload === null || row.workload === filters.workload) &&
    (filters.replica === null ||
      row.replica === filters.replica ||
      row.alsoAt?.includes(filters.replica) === true) &&
    (filters.version === null || row.version === filters.version) &&
    (filters.revision === null || row.revision === filters.revision);
  return { filters, setFilters, keepPlace, keep: (row: BoardRow) => keepPlace(row) && isState(row) };
}
export type BoardFilterState = ReturnType<typeof useBoardFilters>;

function distinct(values: readonly (string | undefined)[]): string[] {
  return [
    ...new Set(values.filter((value): value is string => value !== undefined && value !== "")),
  ].toSorted();
}

type Field = "kind" | "namespace" | "workload" | "replica" | "version" | "revision";
const valueOf: Readonly<Record<Field, (row: BoardRow) => string | undefined>> = {
  namespace: (row) => row.namespace,
  workload: (row) => row.workload,
  replica: (row) => row.replica,
  version: (row) => row.version,
  revision: (row) => row.revision,
  kind: (row) => row.type,
};

export function BoardFilters({
  rows,
  state: { filters, setFilters },
}: {
  rows: readonly BoardRow[];
  state: BoardFilterState;
}) {
  const t = useTranslations("controlplane.board");
  const common = { size: "xs", clearable: true, searchable: true, w: 148 } as const;
  const fields = (Object.keys(valueOf) as Field[]).map((field) => ({
    field,
    values: distinct(rows.map(valueOf[field])),
  }));
  return (
    <div className={classes.tools}>
      {fields.map(({ field, values }) => (
        <Select
          key={field}
          {...common}
          aria-label={t(`filter.${field}`)}
          placeholder={t(`filter.${field}`)}
          data={values}
          value={filters[field]}
          onChange={(value) => void setFilters({ [field]: value })}
        />
      ))}
      <Select
        {...common}
        w={120}
        aria-label={t("filter.xds")}
        placeholder={t("filter.xds")}
        data={xdsTypes.map((type) => ({ value: type, label: type.toUpperCase() }))}
        value={filters.xds}
        onChange={(value) => void setFilters({ xds: xdsTypes.find((type) => type === value) ?? null })}
      />
      <Select
        size="xs"
        w={150}
        allowDeselect={false}
        aria-label={t("group.label")}
        data={groupings.map((value) => ({ value, label: t(`group.${value}`) }))}
        value={filters.group}
        onChange={(value) => void setFilters({ group: groupings.find((one) => one === value) ?? "none" })}
      />
    </div>
  );
}
