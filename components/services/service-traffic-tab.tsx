"use client";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { BreakdownChart } from "./breakdown-chart";
import { GoldenCharts } from "./golden-charts";
import classes from "./services.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { ChartsSkeleton } from "@/components/charts/charts-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";

const reporters = ["source", "destination", "waypoint"] as const;

/** Golden metrics over time, of the whole service or one version, as one reporter saw them. */
export function ServiceTrafficTab({
  namespace,
  name,
  versions,
}: {
  namespace: string;
  name: string;
  versions: readonly string[];
}) {
  const t = useTranslations("services");
  const trpc = useTRPC();
  const scope = useScope();
  const refetchInterval = useRefetchMs();
  const [version, setVersion] = useQueryState("version", parseAsString);
  const [reporter, setReporter] = useQueryState("reporter", parseAsStringLiteral(reporters));
  const charts = useQuery(
    trpc.services.charts.queryOptions(
      {
        scope,
        namespace,
        name,
        kind: "service",
        ...(version === null ? {} : { version }),
        ...(reporter === null ? {} : { reporter }),
      },
      { refetchInterval },
    ),
  );
  const known = [...new Set(versions)].toSorted();
  return (
    <>
      <div className={classes.tools}>
        <Select
          size="xs"
          w={170}
          aria-label={t("version")}
          value={version ?? ""}
          onChange={(value) => void setVersion(value === "" ? null : value)}
          allowDeselect={false}
          data={[
            { value: "", label: t("allVersions") },
            ...known.map((each) => ({ value: each, label: each })),
          ]}
        />
        <Select
          size="xs"
          w={170}
          aria-label={t("reporter")}
          value={reporter ?? ""}
          onChange={(value) => void setReporter(reporters.find((each) => each === value) ?? null)}
          allowDeselect={false}
          data={[
            { value: "", label: t("reporterAuto") },
            ...reporters.map((each) => ({ value: each, label: t(`reporterName.${each}`) })),
          ]}
        />
      </div>
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
            <GoldenCharts charts={data} service={{ namespace, name }} />
            <BreakdownChart namespace={namespace} name={name} />
          </div>
        )}
      </QueryBoundary>
    </>
  );
}
