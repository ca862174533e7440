"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { parseAsArrayOf, parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { useDeliveryColumns } from "./delivery-columns";
import { DeliveryFilters, useDeliveryFilters } from "./delivery-filters";
import classes from "./delivery.module.css";
import { rowTarget } from "./row-path";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import type { DeliveryRow } from "@/lib/delivery/list-row";

type Props = {
  readonly rows: readonly DeliveryRow[];
  readonly nowMs: number;
  /** How many ended runs were asked for at most. */
  readonly endedLimit: number;
};

/** Everything in one table, with its filters and the choice of two runs to compare. */
export function DeliveryTable({ rows, nowMs, endedLimit }: Props) {
  const t = useTranslations("delivery");
  const router = useRouter();
  const href = useViewHref();
  const { filters, setFilters, keep } = useDeliveryFilters();
  const [picked, setPicked] = useQueryState("runs", parseAsArrayOf(parseAsString).withDefault([]));
  const columns = useDeliveryColumns({
    nowMs,
    picked,
    // The two that were chosen last.
    onPick: (runId, isPicked) => {
      const rest = picked.filter((one) => one !== runId);
      const next = isPicked ? [...rest, runId].slice(-2) : rest;
      void setPicked(next.length === 0 ? null : next);
    },
  });
  const ended = rows.filter(({ state }) => state === "ended").length;
  return (
    <>
      {ended < endedLimit ? null : <p className={classes.note}>{t("cut", { count: endedLimit })}</p>}
      <DataTable
        rows={rows.filter(keep)}
        columns={columns}
        rowKey={({ key }: DeliveryRow) => key}
        caption={t("caption")}
        urlKey="delivery"
        initialSort={{ id: "started", desc: true }}
        filterPlaceholder={t("filter")}
        exportName="delivery"
        emptyText={rows.length === 0 ? undefined : t("emptyFilter.title")}
        onOpen={(row) => {
          const { path, params } = rowTarget(row);
          router.push(href(path, params));
        }}
        tools={
          <>
            <DeliveryFilters rows={rows} filters={filters} setFilters={setFilters} />
            <CompareButton picked={picked} />
          </>
        }
      />
    </>
  );
}

function CompareButton({ picked }: { picked: readonly string[] }) {
  const t = useTranslations("delivery");
  const href = useViewHref();
  if (picked.length === 0) return null;
  if (picked.length === 1) return <span className={classes.muted}>{t("compare.one")}</span>;
  return (
    <Button component={Link} size="compact-xs" href={href("/delivery/compare", { runs: picked.join(",") })}>
      {t("compare.action")}
    </Button>
  );
}
