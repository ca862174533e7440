"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { StateBadges } from "../state-badges";
import type { DataColumn } from "@/components/ui/data-table";
import type { ResourceState } from "@/lib/proxies/resource";

/** Where a resource is in its life. */
export function useStateColumn<Row extends { readonly states: readonly ResourceState[] }>(): DataColumn<Row> {
  const t = useTranslations("proxies");
  return useMemo(
    () => ({
      id: "state",
      header: t("col.resourceState"),
      width: 104,
      value: (row) => row.states.map((state) => t(`state.${state}`)).join(" "),
      cell: (row) => <StateBadges states={row.states} />,
    }),
    [t],
  );
}

/** Text that is unknown when it is empty. */
export function known(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
