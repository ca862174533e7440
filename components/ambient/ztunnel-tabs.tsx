"use client";
import { Tabs } from "@mantine/core";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import { ZtunnelSection } from "./ztunnel-section";
import { ZtunnelSummary } from "./ztunnel-summary";
import type { DumpTarget } from "@/lib/proxies/dump-target";

const sections = ["workloads", "services", "policies", "certificates", "connections", "pods", "raw"] as const;
const tabs = ["summary", ...sections] as const;

/** All that a ztunnel knows, in tabs: of one that runs, or of a dump that was kept or uploaded. */
export function ZtunnelTabs({ target }: { target: DumpTarget }) {
  const t = useTranslations("ambient");
  const [{ tab }, setView] = useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault("summary"),
    sel: parseAsString,
  });
  const open = (next: string | null) =>
    void setView({ tab: tabs.find((each) => each === next) ?? "summary", sel: null });
  return (
    <Tabs value={tab} onChange={open} keepMounted={false}>
      <Tabs.List mb={12}>
        {tabs.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {t(`tab.${each}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="summary">
        <ZtunnelSummary target={target} onOpenTab={open} />
      </Tabs.Panel>
      {sections.map((section) => (
        <Tabs.Panel key={section} value={section}>
          <ZtunnelSection target={target} section={section} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
