"use client";
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import classes from "./services.module.css";
import { TimeSeriesChart } from "@/components/charts/time-series";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope, useSetScope } from "@/components/query/use-scope";
import { QueryBoundary } from "@/components/ui/query-boundary";

const dimensions = ["source", "workload", "version", "code"] as const;

/** Requests split by caller, workload, version or code. */
export function BreakdownChart({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("services");
  const trpc = useTRPC();
  const scope = useScope();
  const set = useSetScope();
  const [by, setBy] = useQueryState("by", parseAsStringLiteral(dimensions).withDefault("source"));
  const query = useQuery(
    trpc.services.breakdown.queryOptions({ scope, namespace, name, by }, { refetchInterval: useRefetchMs() }),
  );
  return (
    <div className={`${classes.card} ${classes.wide}`}>
      <SegmentedControl
        size="xs"
        mb={4}
        aria-label={t("chart.by")}
        value={by}
        onChange={(value) => void setBy(dimensions.find((each) => each === value) ?? "source")}
        data={dimensions.map((value) => ({ value, label: t(`by.${value}`) }))}
      />
      <QueryBoundary query={query}>
        {(data) => (
          <>
            <TimeSeriesChart
              title={t("chart.byOne", { dimension: t(`by.${by}`) })}
              unit="rps"
              series={data.lines.map((each) => ({ id: each.name, name: each.name, values: each.values }))}
              startMs={data.startMs}
              stepMs={data.stepMs}
              onRange={(startMs, endMs) => void set.range({ kind: "absolute", startMs, endMs })}
            />
            {data.total > data.lines.length ? (
              <span className={classes.muted}>
                {t("chart.bySome", { shown: data.lines.length, total: data.total })}
              </span>
            ) : null}
          </>
        )}
      </QueryBoundary>
    </div>
  );
}
