"use client";
import { MultiSelect, SegmentedControl, Switch } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./config.module.css";
import type { useConfigFilters } from "./use-config-filters";
import { kindFamilies } from "@/lib/config/families";

type Facts = { readonly kind: string; readonly namespace: string; readonly owner: string };
type Props = ReturnType<typeof useConfigFilters> & { readonly rows: readonly Facts[] };

const clusterWide = "—";

/** Narrows the list by kind, namespace, who keeps it, and whether something is wrong. */
export function ConfigFilterBar({ filters, set, rows }: Props) {
  const t = useTranslations("config");
  const values = (pick: (row: Facts) => string, chosen: readonly string[]) =>
    [...new Set([...rows.map(pick), ...chosen])]
      .toSorted()
      .map((value) => ({ value, label: value === "" ? clusterWide : value }));
  const choice = (id: "kind" | "in" | "owner", label: string, data: ReturnType<typeof values>) => (
    <MultiSelect
      size="xs"
      w={210}
      label={label}
      placeholder={filters[id].length === 0 ? t("filters.all") : undefined}
      data={data}
      value={filters[id]}
      onChange={(next) => void set({ [id]: next.length === 0 ? null : next })}
      searchable
      clearable
      hidePickedOptions
    />
  );
  return (
    <div className={classes.filters}>
      <SegmentedControl
        size="xs"
        value={filters.family}
        onChange={(value) =>
          void set({ family: kindFamilies.find((one) => one === value) ?? null, kind: null, owner: null })
        }
        data={kindFamilies.map((value) => ({ value, label: t(`family.${value}`) }))}
        aria-label={t("filters.family")}
      />
      {choice(
        "kind",
        t("kind"),
        values(({ kind }) => kind, filters.kind),
      )}
      {choice(
        "in",
        t("namespace"),
        values(({ namespace }) => namespace, filters.in),
      )}
      {choice(
        "owner",
        t("owner"),
        values(({ owner }) => owner, filters.owner),
      )}
      <Switch
        size="xs"
        mb={6}
        checked={filters.findings}
        onChange={(event) => void set({ findings: event.currentTarget.checked || null })}
        label={t("filters.findings")}
      />
    </div>
  );
}
