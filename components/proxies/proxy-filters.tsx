"use client";
import { Select } from "@mantine/core";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import classes from "./proxies.module.css";
import type { ProxyRow } from "@/lib/controlplane/proxy-row";

const states = ["withProxy", "problem", "synced", "stale", "error", "disconnected", "no_proxy"] as const;
type StateFilter = (typeof states)[number];

const parsers = { state: parseAsStringLiteral(states), type: parseAsString, version: parseAsString };

function isProblem(row: ProxyRow): boolean {
  return (
    row.state === "error" ||
    row.state === "stale" ||
    row.connection === "disconnected" ||
    row.connection === "unknown" ||
    row.isSkewUnsupported
  );
}

function matchesState(row: ProxyRow, state: StateFilter): boolean {
  switch (state) {
    case "withProxy":
      return row.connection !== "no_proxy";
    case "problem":
      return isProblem(row);
    case "disconnected":
    case "no_proxy":
      return row.connection === state;
    case "synced":
    case "stale":
    case "error":
      return row.state === state;
  }
}

/** The list's filters, kept in the URL. */
export function useProxyFilters() {
  const [filters, setFilters] = useQueryStates(parsers);
  const keep = (row: ProxyRow) =>
    (filters.state === null || matchesState(row, filters.state)) &&
    (filters.type === null || row.type === filters.type) &&
    (filters.version === null || row.version === filters.version);
  return { filters, setFilters, keep };
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [
    ...new Set(values.filter((value): value is string => value !== undefined && value !== "")),
  ].toSorted();
}

export function ProxyFilters({
  rows,
  filters,
  setFilters,
  arePodsKnown,
}: { rows: readonly ProxyRow[]; arePodsKnown: boolean } & Omit<ReturnType<typeof useProxyFilters>, "keep">) {
  const t = useTranslations("proxies");
  const common = { size: "xs", clearable: true, w: 172 } as const;
  return (
    <div className={classes.tools}>
      <Select
        {...common}
        aria-label={t("filters.state")}
        placeholder={t("filters.anyOf", { what: t("filters.state") })}
        data={states.map((state) => ({ value: state, label: t(`filters.${state}`) }))}
        value={filters.state}
        onChange={(value) => void setFilters({ state: states.find((state) => state === value) ?? null })}
      />
      <Select
        {...common}
        aria-label={t("filters.type")}
        placeholder={t("filters.anyOf", { what: t("filters.type") })}
        data={distinct(rows.map((row) => row.type))}
        value={filters.type}
        onChange={(type) => void setFilters({ type })}
      />
      <Select
        {...common}
        aria-label={t("filters.version")}
        placeholder={t("filters.anyOf", { what: t("filters.version") })}
        data={distinct(rows.map((row) => row.version))}
        value={filters.version}
        onChange={(version) => void setFilters({ version })}
      />
      <ProxyCounts rows={rows} arePodsKnown={arePodsKnown} />
    </div>
  );
}

/** How many proxies are in which state; what no source could tell is left out, because it would count as 0. */
function ProxyCounts({ rows, arePodsKnown }: { rows: readonly ProxyRow[]; arePodsKnown: boolean }) {
  const t = useTranslations("proxies");
  const count = (keep: (row: ProxyRow) => boolean) => rows.filter(keep).length;
  const connected = count((row) => row.connection === "connected");
  const unknown = count((row) => row.connection === "unknown");
  const isSyncKnown = unknown === 0 || connected > 0;
  const figures = [
    ...(unknown === 0 ? [] : [t("count.unknown", { count: unknown })]),
    ...(isSyncKnown
      ? [
          t("count.connected", { count: connected }),
          t("count.rejected", { count: count((row) => row.state === "error") }),
          t("count.stale", { count: count((row) => row.state === "stale") }),
        ]
      : []),
    ...(isSyncKnown && arePodsKnown
      ? [t("count.disconnected", { count: count((row) => row.connection === "disconnected") })]
      : []),
    ...(arePodsKnown ? [t("count.none", { count: count((row) => row.connection === "no_proxy") })] : []),
  ];
  return <span className={`${classes.counts} hd-num`}>{figures.join(" · ")}</span>;
}
