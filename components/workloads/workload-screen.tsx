"use client";
import { Group, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { WorkloadCharts } from "./workload-charts";
import { WorkloadPods } from "./workload-pods";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import classes from "@/components/services/services.module.css";
import { EmptyState } from "@/components/ui/empty-state";
import { Measure } from "@/components/ui/measure";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Stat } from "@/components/ui/stat";
import { HealthBadge } from "@/components/ui/status-badge";

const tabs = ["inbound", "outbound", "pods"] as const;

/** One workload: what it serves, what it calls, its pods. */
export function WorkloadScreen({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("workloads");
  const c = useTranslations("common");
  const trpc = useTRPC();
  const scope = useScope();
  const href = useViewHref();
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(tabs).withDefault("inbound"));
  const query = useQuery(
    trpc.workloads.read.queryOptions({ scope, namespace, name }, { refetchInterval: useRefetchMs() }),
  );
  const detail = query.data?.data;
  return (
    <>
      <PageHeader
        title={name}
        subtitle={namespace}
        badges={detail === undefined ? null : <HealthBadge health={detail.health} />}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
      />
      <QueryBoundary
        query={query}
        isEmpty={(data) =>
          data.known &&
          data.workload === undefined &&
          data.pods.length === 0 &&
          data.inbound.requestsPerSecond === undefined &&
          data.outbound.requestsPerSecond === undefined
        }
        empty={<EmptyState title={t("notFound.title", { name })} reason={t("notFound.reason")} />}
      >
        {(data) => (
          <>
            <Group gap={36} className={classes.summary}>
              <Stat label={t("served")}>
                <Measure value={data.inbound.requestsPerSecond} unit="rps" />
              </Stat>
              <Stat label={c("errors")}>
                <Measure value={data.inbound.errorRatio} unit="ratio" />
              </Stat>
              <Stat label={c("latencyP99")}>
                <Measure value={data.inbound.latencyMsP99} unit="ms" />
              </Stat>
              <Stat label={t("called")}>
                <Measure value={data.outbound.requestsPerSecond} unit="rps" />
              </Stat>
              <Stat label={t("ready")}>
                {data.workload?.pods === undefined ? (
                  <Measure value={undefined} unit="count" />
                ) : (
                  `${data.workload.pods.available}/${data.workload.pods.desired}`
                )}
              </Stat>
              <Stat label={t("version")}>
                {data.workload?.version ?? <Measure value={undefined} unit="count" />}
              </Stat>
              <Stat label={t("services")}>
                <span className={classes.ports}>
                  {data.services.length === 0
                    ? t("noServices")
                    : data.services.map((service) => (
                        <Link
                          key={service}
                          href={href(
                            `/services/${encodeURIComponent(namespace)}/${encodeURIComponent(service)}`,
                          )}
                        >
                          {service}{" "}
                        </Link>
                      ))}
                </span>
              </Stat>
            </Group>
            <Tabs
              value={tab}
              onChange={(value) => void setTab(tabs.find((each) => each === value) ?? "inbound")}
              keepMounted={false}
            >
              <Tabs.List mb={12}>
                {tabs.map((each) => (
                  <Tabs.Tab key={each} value={each}>
                    {t(`tab.${each}`)}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              <Tabs.Panel value="inbound">
                <WorkloadCharts namespace={namespace} name={name} direction="inbound" />
              </Tabs.Panel>
              <Tabs.Panel value="outbound">
                <WorkloadCharts namespace={namespace} name={name} direction="outbound" />
              </Tabs.Panel>
              <Tabs.Panel value="pods">
                <WorkloadPods namespace={namespace} pods={data.pods} />
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </QueryBoundary>
    </>
  );
}
