"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./proxies.module.css";
import { ReferenceList } from "./reference-list";
import { ResourceFacts } from "./resource-facts";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { useTRPC } from "@/components/query/trpc";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonView } from "@/components/ui/json-view";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { SidePanel } from "@/components/ui/side-panel";

/** One resource in words, what it points to and what points to it, and its JSON as the proxy printed it. */
export function ResourcePanel({
  target,
  id,
  onClose,
}: {
  target: DumpTarget;
  id: string;
  onClose: () => void;
}) {
  const t = useTranslations("proxies");
  const trpc = useTRPC();
  const query = useQuery(
    trpc.proxies.resource.queryOptions({ ...target, id }, { placeholderData: undefined }),
  );
  const title = id.slice(id.indexOf("/") + 1);
  return (
    <SidePanel title={title === "" ? id : title} onClose={onClose} widthPx={520}>
      <QueryBoundary query={query}>
        {(resource) => (
          <>
            <ResourceFacts detail={resource.detail} />
            {resource.detail.kind === "raw" ? null : (
              <>
                <ReferenceList
                  title={t("panel.uses")}
                  references={resource.references.uses}
                  target={target}
                />
                <ReferenceList
                  title={t("panel.usedBy")}
                  references={resource.references.usedBy}
                  target={target}
                />
              </>
            )}
            <div className={classes.block}>
              <h3 className={classes.heading}>
                {t("panel.raw")} <CopyButton value={resource.text} label={t("panel.raw")} />
              </h3>
              <JsonView text={dedent(resource.text)} label={t("panel.raw")} />
              {resource.entry.section === "secrets" ? (
                <p className={classes.muted}>{t("panel.secretHidden")}</p>
              ) : null}
            </div>
          </>
        )}
      </QueryBoundary>
    </SidePanel>
  );
}

/** The text without the indentation that it had inside of the dump; text on one line is set out. */
function dedent(text: string): string {
  if (!text.includes("\n")) return JSON.stringify(JSON.parse(text), null, 1);
  const indent = /\n( *)[}\]]$/.exec(text)?.[1] ?? "";
  return indent === "" ? text : text.replaceAll(`\n${indent}`, "\n");
}
