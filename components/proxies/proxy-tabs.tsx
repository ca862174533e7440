"use client";
import { Tabs } from "@mantine/core";
import { parseAsString, parseAsStringLiteral, useQueryState, useQueryStates } from "nuqs";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { CommandMenu } from "./command-menu";
import classes from "./proxies.module.css";
import { useOutline } from "./use-section";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import type { ProxyRow } from "@/lib/controlplane/proxy-row";
import type { DumpSection } from "@/lib/proxies/dump/entry";
import type { DumpTarget } from "@/lib/proxies/dump-target";

const SectionTab = dynamic(async () => (await import("./section-tab")).SectionTab, {
  loading: () => <PageSkeleton />,
});

const StatsTab = dynamic(async () => (await import("./stats-tab")).StatsTab, {
  loading: () => <PageSkeleton rows={8} />,
});

const ZtunnelTabs = dynamic(async () => (await import("@/components/ambient/ztunnel-tabs")).ZtunnelTabs, {
  loading: () => <PageSkeleton rows={8} />,
});

const sectionTabs = [
  "listeners",
  "routes",
  "scoped_routes",
  "clusters",
  "endpoints",
  "secrets",
  "ecds",
  "bootstrap",
] as const;
const tabs = ["summary", ...sectionTabs, "stats", "raw"] as const;
type ProxyTab = (typeof tabs)[number];

/** The chosen tab of a page of configuration, and the way to another; the chosen resource goes with the tab. */
export function useProxyTab(): readonly [ProxyTab | null, (next: ProxyTab) => void] {
  const [{ tab }, setView] = useQueryStates({
    tab: parseAsStringLiteral(tabs),
    sel: parseAsString,
    at: parseAsString,
  });
  return [tab, (next) => void setView({ tab: next, sel: null, at: null })];
}

/** Sections whose number of resources stands beside the tab's name; one of endpoints is a cluster's whole list. */
const countOf: Partial<Record<ProxyTab, DumpSection>> = {
  listeners: "listeners",
  routes: "routes",
  clusters: "clusters",
  secrets: "secrets",
  ecds: "ecds",
};

type Props = {
  target: DumpTarget;
  /** What istiod says of the proxy, where it is one that runs. */
  row?: ProxyRow | undefined;
  /** Nobody has said yet what kind of proxy it is. */
  isKindUnknown?: boolean;
  /** The first tab's content; a kept dump has none and begins with its listeners. */
  summary?: ReactNode;
  /** Whose word is shown, where there is a choice. */
  viewSwitch?: ReactNode;
};

/** All of a configuration in tabs: a proxy's now, what istiod would send, or a dump that was kept. */
export function ProxyTabs({ target, row, isKindUnknown = false, summary, viewSwitch }: Props) {
  const [chosen] = useProxyTab();
  // The address of a part that only Envoys have says enough: its rows need not wait for the summary.
  const isEnvoyPart = sectionTabs.some((each) => each === chosen);
  if (isKindUnknown && !isEnvoyPart) return <PageSkeleton rows={8} />;
  return row?.type === "ztunnel" ? (
    <ZtunnelTabs target={target} />
  ) : (
    <EnvoyTabs target={target} summary={summary} viewSwitch={viewSwitch} />
  );
}

function EnvoyTabs({ target, summary, viewSwitch }: Omit<Props, "row" | "isKindUnknown">) {
  const t = useTranslations("proxies");
  const [chosen, open] = useProxyTab();
  const [, setWord] = useQueryState("view", parseAsString);
  const isLive = "view" in target;
  const counts = useOutline(target).data?.data.counts;
  const isShown: Partial<Record<ProxyTab, boolean>> = {
    summary: summary !== undefined,
    stats: isLive,
    // Few proxies have these: a tab that is always empty is in the way.
    scoped_routes: (counts?.scoped_routes ?? 0) > 0 || chosen === "scoped_routes",
  };
  const shown = tabs.filter((each) => isShown[each] !== false);
  const tab = shown.find((each) => each === chosen) ?? shown[0] ?? "listeners";
  const isConfig = tab !== "summary" && tab !== "stats";
  return (
    <Tabs
      value={tab}
      onChange={(value) => open(shown.find((each) => each === value) ?? tab)}
      keepMounted={false}
    >
      <div className={classes.tabRow}>
        <Tabs.List className={classes.tabList}>
          {shown.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tab.${each}`)}
              {each in countOf ? <TabCount count={counts?.[countOf[each] ?? "other"]} /> : null}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <div className={classes.tabTools}>
          {viewSwitch}
          <CommandMenu target={target} part={tab} />
        </div>
      </div>
      {isLive && target.view === "istiod" && isConfig ? (
        <div className={classes.note} role="note">
          {t("istiodNote")}
        </div>
      ) : null}
      <Tabs.Panel value="summary">{summary}</Tabs.Panel>
      {[...sectionTabs, "raw" as const].map((section) => (
        <Tabs.Panel key={section} value={section}>
          <SectionTab
            target={target}
            section={section}
            onShowIstiod={() => {
              void setWord("istiod");
              open("listeners");
            }}
          />
        </Tabs.Panel>
      ))}
      {isLive ? (
        <Tabs.Panel value="stats">
          <StatsTab proxy={{ cluster: target.cluster, namespace: target.namespace, pod: target.pod }} />
        </Tabs.Panel>
      ) : null}
    </Tabs>
  );
}

/** Beside the name, for eyes only: the tab's name stays what it is. */
function TabCount({ count }: { count: number | undefined }) {
  return (
    <span className={classes.tabCount} aria-hidden>
      {count}
    </span>
  );
}
