"use client";
import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { ConnectionBadge } from "./connection-badge";
import classes from "./proxies.module.css";
import { ProxyActions } from "./proxy-actions";
import { ProxySummary } from "./proxy-summary";
import { ProxyTabs, useProxyTab } from "./proxy-tabs";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";

export const proxyViews = ["envoy", "istiod"] as const;

/** One proxy: how it is, and all of its configuration. */
export function ProxyScreen({ namespace, pod }: { namespace: string; pod: string }) {
  const t = useTranslations("proxies");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const [, open] = useProxyTab();
  const href = useViewHref();
  const [view, setWord] = useQueryState("view", parseAsStringLiteral(proxyViews).withDefault("envoy"));
  const query = useQuery(
    trpc.proxies.read.queryOptions({ cluster, namespace, pod }, { refetchInterval: useRefetchMs() }),
  );
  const summary = query.data?.data;
  if (summary !== undefined && summary.row === undefined && query.data?.warnings.length === 0)
    return <NoSuchProxy namespace={namespace} pod={pod} />;
  const showIstiod = () => {
    void setWord("istiod");
    open("listeners");
  };
  return (
    <>
      <PageHeader
        title={pod}
        subtitle={namespace}
        badges={
          summary?.row === undefined ? null : (
            <Link href={href("/controlplane/sync")} title={t("header.sync")} className={classes.badgeLink}>
              <ConnectionBadge row={summary.row} />
            </Link>
          )
        }
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
        actions={
          <ProxyActions
            target={{ cluster, namespace, pod, view }}
            isEnvoy={!query.isPending && summary?.row?.type !== "ztunnel"}
          />
        }
      />
      <ProxyTabs
        target={{ cluster, namespace, pod, view }}
        row={summary?.row}
        isKindUnknown={query.isPending}
        viewSwitch={
          <SegmentedControl
            size="xs"
            aria-label={t("view.label")}
            data={proxyViews.map((value) => ({ value, label: t(`view.${value}`) }))}
            value={view}
            onChange={(value) => void setWord(value === "istiod" ? "istiod" : null)}
          />
        }
        summary={
          <QueryBoundary
            query={query}
            isEmpty={(data) => data.row?.connection === "no_proxy"}
            empty={<EmptyState title={t("noProxy.title")} reason={t("noProxy.reason")} />}
          >
            {(data) => <ProxySummary summary={data} onOpenTab={open} onShowIstiod={showIstiod} />}
          </QueryBoundary>
        }
      />
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
