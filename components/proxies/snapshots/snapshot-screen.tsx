"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import type { Snapshot } from "./outputs";
import { RemoveButton } from "./remove-button";
import { SnapshotFacts } from "./snapshot-facts";
import { useTRPC } from "@/components/query/trpc";
import { useViewHref } from "@/components/query/use-view-href";
import { ProxyTabs } from "@/components/proxies/proxy-tabs";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { StatusBadge } from "@/components/ui/status-badge";
import { textFromTarget } from "@/lib/proxies/dump-target";

const ZtunnelTabs = dynamic(async () => (await import("@/components/ambient/ztunnel-tabs")).ZtunnelTabs, {
  loading: () => <PageSkeleton rows={8} />,
});

/** One kept dump: what it is, and all that is in it. */
export function SnapshotScreen({ id }: { id: string }) {
  const t = useTranslations("snapshots");
  const trpc = useTRPC();
  const query = useQuery(trpc.snapshots.read.queryOptions({ id }));
  const snapshot = query.data?.data;
  return (
    <>
      <PageHeader
        title={snapshot?.title ?? id}
        subtitle={snapshot?.proxy?.namespace ?? t("one")}
        badges={
          snapshot === undefined ? null : (
            <StatusBadge tone="info" label={`${t("one")} · ${t(`kind.${snapshot.kind}`)}`} />
          )
        }
        answer={query.data}
        actions={<SnapshotActions id={id} snapshot={snapshot} />}
      />
      <QueryBoundary query={query}>
        {(data) => (
          <>
            <SnapshotFacts snapshot={data} />
            {data.kind === "ztunnel" ? (
              <ZtunnelTabs target={{ snapshot: id }} />
            ) : (
              <ProxyTabs target={{ snapshot: id }} />
            )}
          </>
        )}
      </QueryBoundary>
    </>
  );
}

function SnapshotActions({ id, snapshot }: { id: string; snapshot: Snapshot | undefined }) {
  const t = useTranslations("snapshots");
  const href = useViewHref();
  const router = useRouter();
  const text = textFromTarget({ snapshot: id });
  const common = { component: Link, size: "xs", variant: "default" } as const;
  const proxy = snapshot?.proxy?.cluster === "" ? undefined : snapshot?.proxy;
  const isEnvoyLike = snapshot !== undefined && snapshot.kind !== "ztunnel";
  return (
    <>
      {isEnvoyLike ? (
        <Button {...common} href={href("/proxies/explain", { target: text })}>
          {t("page.explain")}
        </Button>
      ) : null}
      {snapshot === undefined ? null : (
        <Button {...common} href={href("/proxies/diff", { left: text })}>
          {t("page.compare")}
        </Button>
      )}
      {proxy === undefined || snapshot === undefined ? null : (
        <Button
          {...common}
          href={href("/proxies/diff", {
            left: text,
            right: textFromTarget({ ...proxy, view: snapshot.kind === "istiod" ? "istiod" : "envoy" }),
          })}
        >
          {t("page.compareNow")}
        </Button>
      )}
      {snapshot === undefined ? null : (
        <RemoveButton
          snapshot={snapshot}
          size="xs"
          onRemoved={() => router.push(href("/proxies/snapshots"))}
        />
      )}
      <Button {...common} href={href("/proxies/snapshots")}>
        {t("page.all")}
      </Button>
    </>
  );
}
