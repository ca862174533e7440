"use client";
import { Select } from "@mantine/core";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import { useOwnerText, type FindingRow } from "./findings-columns";
import classes from "./findings.module.css";
import { useCodeTitle } from "./use-finding-text";

const severities = ["error", "warning", "info"] as const;
const suppressedStates = ["hide", "show", "only"] as const;

const parsers = {
  severity: parseAsStringLiteral(severities),
  code: parseAsString,
  owner: parseAsString,
  suppressed: parseAsStringLiteral(suppressedStates).withDefault("hide"),
};

/** The list's filters, kept in the URL. Namespaces are the scope of the whole page. */
export function useFindingFilters() {
  const [filters, setFilters] = useQueryStates(parsers);
  const ownerOf = useOwnerText();
  const keep = (row: FindingRow): boolean =>
    (filters.severity === null || row.finding.severity === filters.severity) &&
    (filters.code === null || row.finding.code === filters.code) &&
    (filters.owner === null || ownerOf(row) === (filters.owner === "-" ? "" : filters.owner)) &&
    (filters.suppressed === "show" || (row.suppressed === undefined) === (filters.suppressed === "hide"));
  return { filters, setFilters, keep };
}

export function FindingFilters({
  rows,
  filters,
  setFilters,
}: { readonly rows: readonly FindingRow[] } & Omit<ReturnType<typeof useFindingFilters>, "keep">) {
  const t = useTranslations("findings");
  const c = useTranslations("changes");
  const titleOf = useCodeTitle();
  const ownerOf = useOwnerText();
  const codes = [...new Set([...rows.map(({ finding }) => finding.code), ...(filters.code ?? "").split(" ")])]
    .filter((code) => code !== "")
    .toSorted();
  const owners = [...new Set(rows.map(ownerOf))].toSorted();
  const common = { size: "xs", clearable: true } as const;
  return (
    <div className={classes.tools} role="group" aria-label={t("filters.label")}>
      <Select
        {...common}
        w={130}
        aria-label={t("filters.severity")}
        placeholder={t("filters.severity")}
        data={severities.map((value) => ({ value, label: c(`severity.${value}`) }))}
        value={filters.severity}
        onChange={(value) => void setFilters({ severity: severities.find((one) => one === value) ?? null })}
      />
      <Select
        {...common}
        w={250}
        searchable
        aria-label={t("filters.code")}
        placeholder={t("filters.code")}
        data={codes.map((value) => ({ value, label: `${value} ${titleOf(value)}` }))}
        value={filters.code}
        onChange={(code) => void setFilters({ code })}
      />
      <Select
        {...common}
        w={190}
        searchable
        aria-label={t("filters.owner")}
        placeholder={t("filters.owner")}
        data={owners.map((value) => ({ value: value || "-", label: value || c("owners.none") }))}
        value={filters.owner}
        onChange={(owner) => void setFilters({ owner })}
      />
      <Select
        size="xs"
        w={170}
        aria-label={t("filters.suppressed")}
        data={suppressedStates.map((value) => ({
          value,
          label: `${t("filters.suppressed")}: ${t(`filters.${value}`)}`,
        }))}
        value={filters.suppressed}
        allowDeselect={false}
        onChange={(value) =>
          void setFilters({ suppressed: suppressedStates.find((one) => one === value) ?? "hide" })
        }
      />
    </div>
  );
}
