"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { ResourceFacts } from "./facts/resource-facts";
import classes from "./proxies.module.css";
import { PatchList } from "./patch-list";
import { ReferenceList } from "./reference-list";
import { useTRPC } from "@/components/query/trpc";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonView } from "@/components/ui/json-view";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { SidePanel } from "@/components/ui/side-panel";
import type { DumpTarget } from "@/lib/proxies/dump-target";

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
    <SidePanel title={title === "" ? id : title} onClose={onClose} widthPx={560}>
      <QueryBoundary query={query}>
        {(resource) => (
          <>
            <ResourceFacts resource={resource} target={target} />
            {"snapshot" in target ? null : <PatchList target={target} id={id} />}
            {resource.entry.section === "other" ? null : (
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
            <RawJson text={resource.text} isSecret={resource.entry.section === "secrets"} />
          </>
        )}
      </QueryBoundary>
    </SidePanel>
  );
}

function RawJson({ text, isSecret }: { text: string; isSecret: boolean }) {
  const t = useTranslations("proxies");
  const plain = useMemo(() => dedent(text), [text]);
  return (
    <div className={classes.block}>
      <h3 className={classes.heading}>
        {t("panel.raw")} <CopyButton value={plain} label={t("panel.raw")} />
      </h3>
      <JsonView text={plain} label={t("panel.raw")} />
      {isSecret ? <p className={classes.muted}>{t("panel.secretHidden")}</p> : null}
    </div>
  );
}

/** The text without the indentation that it had inside of the dump; text on one line is set out. */
function dedent(text: string): string {
  if (!text.includes("\n")) return setOut(text);
  const indent = /\n( *)[}\]]$/.exec(text)?.[1] ?? "";
  return indent === "" ? text : text.replaceAll(`\n${indent}`, "\n");
}

function setOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}
