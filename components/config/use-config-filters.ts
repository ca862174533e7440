"use client";
import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { kindFamilies } from "@/lib/config/families";

const parsers = {
  family: parseAsStringLiteral(kindFamilies).withDefault("mesh"),
  kind: parseAsArrayOf(parseAsString).withDefault([]),
  in: parseAsArrayOf(parseAsString).withDefault([]),
  owner: parseAsArrayOf(parseAsString).withDefault([]),
  findings: parseAsBoolean.withDefault(false),
};

/** What the configuration browser is narrowed to; it lives in the URL. */
export function useConfigFilters() {
  const [filters, set] = useQueryStates(parsers);
  return { filters, set };
}
export type ConfigFilters = ReturnType<typeof useConfigFilters>["filters"];

/** Rows that pass; an empty list lets everything through. */
export function passes(
  filters: Pick<ConfigFilters, "kind" | "in" | "owner" | "findings">,
  row: {
    readonly kind: string;
    readonly namespace: string;
    readonly owner: string;
    readonly troubles: number;
  },
): boolean {
  const within = (wanted: readonly string[], value: string) => wanted.length === 0 || wanted.includes(value);
  return (
    within(filters.kind, row.kind) &&
    within(filters.in, row.namespace) &&
    within(filters.owner, row.owner) &&
    (!filters.findings || row.troubles > 0)
  );
}
