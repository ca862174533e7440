"use client";
import { Button, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { lazy, Suspense } from "react";
import { useTranslations } from "use-intl";
import type { ServiceDetail } from "./detail";
import { ServiceActions } from "./service-actions";
import { ServiceObjects } from "./service-objects";
import { ServicePeers } from "./service-peers";
import { ServiceSummary } from "./service-summary";
import { ServiceTraces } from "./service-traces";
import { ServiceTrafficTab } from "./service-traffic-tab";
import { ServiceWorkloads } from "./service-workloads";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { HealthBadge } from "@/components/ui/status-badge";

const tabs = [
  "traffic",
  "peers",
  "workloads",
  "endpoints",
  "config",
  "effective",
  "access",
  "traces",
] as const;

const EffectiveConfig = lazy(async () => ({
  default: (await import("@/components/effective/effective-config")).EffectiveConfig,
}));
const EndpointsTab = lazy(async () => ({
  default: (await import("@/components/endpoints/endpoints-tab")).EndpointsTab,
}));
const AccessTab = lazy(async () => ({
  default: (await import("@/components/effective/access-tab")).AccessTab,
}));

/** Neither an object nor traffic: somebody followed an old link or mistyped. */
function isUnheardOf(detail: ServiceDetail): boolean {
  return detail.exists === false && detail.traffic.callers.length === 0;
}

/** One service: its golden metrics, neighbours, workloads, objects and traces. */
export function ServiceScreen({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("services");
  const trpc = useTRPC();
  const scope = useScope();
  const href = useViewHref();
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(tabs).withDefault("traffic"));
  const query = useQuery(
    trpc.services.read.queryOptions({ scope, namespace, name }, { refetchInterval: useRefetchMs() }),
  );
  const detail = query.data?.data;
  const isGone = detail !== undefined && isUnheardOf(detail);
  return (
    <>
      <PageHeader
        title={name}
        subtitle={namespace === "" ? "\u00a0" : namespace}
        badges={detail === undefined || isGone ? null : <HealthBadge health={detail.health} />}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        actions={isGone ? undefined : <ServiceActions namespace={namespace} name={name} detail={detail} />}
      />
      <QueryBoundary
        query={query}
        isEmpty={isUnheardOf}
        empty={
          <EmptyState
            title={t("notFound.title", { name })}
            reason={t("notFound.reason")}
            action={
              <Button component={Link} href={href("/services")} variant="default" size="xs">
                {t("notFound.action")}
              </Button>
            }
          />
        }
      >
        {(data) => (
          <>
            <ServiceSummary detail={data} />
            <Tabs
              value={tab}
              onChange={(value) => void setTab(tabs.find((each) => each === value) ?? "traffic")}
              keepMounted={false}
            >
              <Tabs.List mb={12}>
                {tabs.map((each) => (
                  <Tabs.Tab key={each} value={each}>
                    {t(`tab.${each}`)}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              <Tabs.Panel value="traffic">
                <ServiceTrafficTab
                  namespace={namespace}
                  name={name}
                  versions={data.workloads.flatMap((each) => each.version ?? [])}
                />
              </Tabs.Panel>
              <Tabs.Panel value="peers">
                <ServicePeers traffic={data.traffic} />
              </Tabs.Panel>
              <Tabs.Panel value="workloads">
                <ServiceWorkloads detail={data} />
              </Tabs.Panel>
              <Tabs.Panel value="endpoints">
                <Suspense fallback={<PageSkeleton rows={8} />}>
                  <EndpointsTab namespace={namespace} name={name} />
                </Suspense>
              </Tabs.Panel>
              <Tabs.Panel value="config">
                <ServiceObjects objects={data.objects} />
              </Tabs.Panel>
              <Tabs.Panel value="effective">
                <Suspense fallback={<PageSkeleton rows={8} />}>
                  <EffectiveConfig namespace={namespace} name={name} />
                </Suspense>
              </Tabs.Panel>
              <Tabs.Panel value="access">
                <Suspense fallback={<PageSkeleton rows={8} />}>
                  <AccessTab namespace={namespace} name={name} />
                </Suspense>
              </Tabs.Panel>
              <Tabs.Panel value="traces">
                <ServiceTraces namespace={namespace} name={name} />
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </QueryBoundary>
    </>
  );
}
