"use client";
import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsBoolean, parseAsString, useQueryStates } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./proxies.module.css";
import { useStatRates } from "./use-stat-rates";
import { useStatColumns } from "./columns/stat-columns";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import { DataTable } from "@/components/ui/data-table";
import { QueryBoundary } from "@/components/ui/query-boundary";

/** Parts of Envoy's statistics that people look for, as RE2. */
const presets = {
  xds: "^(cluster_manager|listener_manager|server|cluster\\.xds-grpc)\\.|update_(rejected|failure)",
  http: "^http\\.",
  cluster: "^cluster\\..*upstream_(rq|cx)_(total|active|[0-9]xx|time)$|membership_",
  listener: "^listener\\.",
  breakers: "circuit_breakers|_overflow$|upstream_rq_pending",
  outlier: "outlier_detection|lb_healthy_panic|health_check",
  tls: "ssl\\.|tls_inspector|sds\\.",
  retries: "upstream_rq_(retry|timeout|per_try|max_duration|rx_reset|tx_reset)|connect_(fail|timeout)",
  server: "^server\\.",
} as const;
type Preset = keyof typeof presets;
const presetNames = Object.keys(presets) as Preset[];

type Props = { proxy: { cluster: string; namespace: string; pod: string } };

/** Envoy's statistics by a filter that stays in the URL, with what counters gain per second. */
export function StatsTab({ proxy }: Props) {
  const t = useTranslations("proxies");
  const trpc = useTRPC();
  const [{ stat, used }, setWanted] = useQueryStates({
    stat: parseAsString.withDefault(presets.xds),
    used: parseAsBoolean.withDefault(false),
  });
  const query = useQuery(
    trpc.proxies.stats.queryOptions(
      { ...proxy, filter: stat, used },
      { refetchInterval: useRefetchMs(), placeholderData: undefined },
    ),
  );
  const rates = useStatRates(`${stat} ${used}`, query.data?.data);
  const columns = useStatColumns(rates);
  return (
    <>
      <StatsForm
        key={stat}
        filter={stat}
        used={used}
        onFilter={(next) => void setWanted({ stat: next })}
        onUsed={(next) => void setWanted({ used: next })}
      />
      <QueryBoundary query={query}>
        {({ stats }) => (
          <DataTable
            rows={stats}
            columns={columns}
            rowKey={(row) => row.name}
            caption={t("stats.caption")}
            urlKey="stats"
            exportName="stats"
            maxHeight="calc(100vh - 310px)"
            tools={
              rates.size === 0 ? <span className={classes.muted}>{t("stats.onceMore")}</span> : undefined
            }
          />
        )}
      </QueryBoundary>
    </>
  );
}

type FormProps = {
  filter: string;
  used: boolean;
  onFilter: (filter: string) => void;
  onUsed: (used: boolean) => void;
};

function StatsForm({ filter, used, onFilter, onUsed }: FormProps) {
  const t = useTranslations("proxies");
  const [draft, setDraft] = useState(filter);
  return (
    <form
      className={classes.tools}
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.trim() !== "") onFilter(draft.trim());
      }}
    >
      <Select
        size="xs"
        w={190}
        aria-label={t("stats.preset")}
        placeholder={t("stats.preset")}
        data={presetNames.map((name) => ({ value: name, label: t(`stats.presets.${name}`) }))}
        value={presetNames.find((name) => presets[name] === filter) ?? null}
        onChange={(name) => {
          const preset = presetNames.find((each) => each === name);
          if (preset !== undefined) onFilter(presets[preset]);
        }}
      />
      <TextInput
        size="xs"
        w={420}
        aria-label={t("stats.filter")}
        placeholder={t("stats.filter")}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" disabled={draft.trim() === ""}>
        {t("stats.apply")}
      </Button>
      <Checkbox
        size="xs"
        label={t("stats.used")}
        checked={used}
        onChange={(event) => onUsed(event.currentTarget.checked)}
      />
      <span className={classes.muted}>{t("stats.note")}</span>
    </form>
  );
}
