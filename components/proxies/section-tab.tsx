"use client";
import { Button } from "@mantine/core";
import dynamic from "next/dynamic";
import { parseAsString, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import type { SectionInput } from "./outputs";
import classes from "./proxies.module.css";
import { SectionContent } from "./section-content";
import { useSection } from "./use-section";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { DumpTarget } from "@/lib/proxies/dump-target";

const ResourcePanel = dynamic(async () => (await import("./resource-panel")).ResourcePanel, {
  loading: () => <PageSkeleton rows={8} />,
});

type Props = { target: DumpTarget; section: SectionInput["section"]; onShowIstiod: () => void };

/** One section of a proxy's configuration: its table, and a panel for the chosen resource. */
export function SectionTab({ target, section, onShowIstiod }: Props) {
  const t = useTranslations("proxies");
  const [{ sel, at }, setSelected] = useQueryStates({ sel: parseAsString, at: parseAsString });
  const query = useSection(target, section);
  const canSwitch =
    "view" in target && target.view === "envoy" && query.error !== null && query.data === undefined;
  return (
    <>
      <QueryBoundary query={query}>
        {({ content }) => (
          <div className={classes.split}>
            <div className={classes.main}>
              <SectionContent
                content={content}
                target={target}
                selection={{
                  id: sel,
                  at,
                  onSelect: (chosen) => void setSelected({ sel: chosen.id, at: chosen.at ?? null }),
                }}
              />
            </div>
            {sel === null ? null : (
              <div className={classes.panelSlot}>
                <ResourcePanel
                  target={target}
                  id={sel}
                  onClose={() => void setSelected({ sel: null, at: null })}
                />
              </div>
            )}
          </div>
        )}
      </QueryBoundary>
      {canSwitch ? (
        <Button size="xs" variant="default" onClick={onShowIstiod}>
          {t("silent.action")}
        </Button>
      ) : null}
    </>
  );
}
