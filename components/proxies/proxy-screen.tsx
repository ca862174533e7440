"use client";
import { Button, SegmentedControl, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryState, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import { ConnectionBadge } from "./connection-badge";
import classes from "./proxies.module.css";
import { ProxySummary } from "./proxy-summary";
import { SectionTab } from "./section-tab";
import { StatsTab } from "./stats-tab";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";

const sections = ["listeners", "routes", "clusters", "endpoints", "secrets", "bootstrap"] as const;
const tabs = ["summary", ...sections, "stats", "raw"] as const;
export const proxyViews = ["envoy", "istiod"] as const;
type Tab = (typeof tabs)[number];

/** One proxy: how it is, and all of its configuration. */
export function ProxyScreen({ namespace, pod }: { namespace: string; pod: string }) {
  const t = useTranslations("proxies");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const [{ tab }, setView] = useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault("summary"),
    sel: parseAsString,
  });
  const [view, setWord] = useQueryState("view", parseAsStringLiteral(proxyViews).withDefault("envoy"));
  const query = useQuery(
    trpc.proxies.read.queryOptions({ cluster, namespace, pod }, { refetchInterval: useRefetchMs() }),
  );
  const summary = query.data?.data;
  if (summary !== undefined && summary.row === undefined && query.data?.warnings.length === 0)
    return <NoSuchProxy namespace={namespace} pod={pod} />;
  const open = (next: Tab) => void setView({ tab: next, sel: null });
  const showIstiod = () => {
    void setWord("istiod");
    open("listeners");
  };
  const isConfig = tab !== "summary" && tab !== "stats";
  return (
    <>
      <PageHeader
        title={pod}
        subtitle={namespace}
        badges={summary?.row === undefined ? null : <ConnectionBadge row={summary.row} />}
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        actions={
          <SegmentedControl
            size="xs"
            aria-label={t("view.label")}
            data={proxyViews.map((value) => ({ value, label: t(`view.${value}`) }))}
            value={view}
            onChange={(value) => void setWord(value === "istiod" ? "istiod" : null)}
          />
        }
      />
      <Tabs
        value={tab}
        onChange={(value) => open(tabs.find((each) => each === value) ?? "summary")}
        keepMounted={false}
      >
        <Tabs.List mb={12}>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tab.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {view === "istiod" && isConfig ? (
          <div className={classes.note} role="note">
            {t("istiodNote")}
          </div>
        ) : null}
        <Tabs.Panel value="summary">
          <QueryBoundary
            query={query}
            isEmpty={(data) => data.row?.connection === "no_proxy"}
            empty={<EmptyState title={t("noProxy.title")} reason={t("noProxy.reason")} />}
          >
            {(data) => <ProxySummary summary={data} onOpenTab={open} onShowIstiod={showIstiod} />}
          </QueryBoundary>
        </Tabs.Panel>
        {[...sections, "raw" as const].map((section) => (
          <Tabs.Panel key={section} value={section}>
            <SectionTab
              target={{ cluster, namespace, pod, view }}
              section={section}
              onShowIstiod={showIstiod}
            />
          </Tabs.Panel>
        ))}
        <Tabs.Panel value="stats">
          <StatsTab proxy={{ cluster, namespace, pod }} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** Every source answered, and none knows the pod. */
function NoSuchProxy({ namespace, pod }: { namespace: string; pod: string }) {
  const t = useTranslations("proxies");
  const href = useViewHref();
  return (
    <>
      <PageHeader title={pod} subtitle={namespace} />
      <EmptyState
        title={t("notFound.title", { pod })}
        reason={t("notFound.reason")}
        action={
          <Button component={Link} href={href("/proxies")} variant="default" size="xs">
            {t("notFound.action")}
          </Button>
        }
      />
    </>
  );
}
