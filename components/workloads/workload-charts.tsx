"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { GoldenCharts } from "@/components/services/golden-charts";
import classes from "@/components/services/services.module.css";
import { ChartsSkeleton } from "@/components/charts/charts-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";

export function WorkloadCharts({
  namespace,
  name,
  direction,
}: {
  namespace: string;
  name: string;
  direction: "inbound" | "outbound";
}) {
  const trpc = useTRPC();
  const scope = useScope();
  const charts = useQuery(
    trpc.services.charts.queryOptions(
      { scope, namespace, name, kind: "workload", direction },
      { refetchInterval: useRefetchMs() },
    ),
  );
  return (
    <QueryBoundary
      query={charts}
      skeleton={
        <div className={classes.charts}>
          <ChartsSkeleton />
        </div>
      }
    >
      {(data) => (
        <div className={classes.charts}>
          <GoldenCharts charts={data} />
        </div>
      )}
    </QueryBoundary>
  );
}
