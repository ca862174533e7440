"use client";
import { useTranslations } from "use-intl";
import type { Change } from "@/lib/changes/change";
import { titleFacts } from "@/lib/changes/title-facts";

/** What a change was about, in the reader's language. */
export function useChangeTitle(): (change: Pick<Change, "intent" | "title" | "service">) => string {
  const t = useTranslations("changes");
  return (change) => {
    const { namespace, name } = change.service;
    const facts = titleFacts(change.intent);
    if (facts === undefined) return change.title;
    const service = name === "" ? namespace : `${namespace}/${name}`;
    const title = t(`title.${facts.key}` as "title.undo", { service, ...facts.values });
    return facts.isRemoval ? t("title.removed", { title }) : title;
  };
}
