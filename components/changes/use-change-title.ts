"use client";
import { useTranslations } from "use-intl";
import type { Change } from "@/lib/changes/change";
import { titleFacts } from "@/lib/changes/title-facts";

/** What a change was about, in the reader's language. */
export function useChangeTitle(): (change: Pick<Change, "intent" | "title" | "service">) => string {
  const t = useTranslations("changes");
  return (change) => {
    const service = `${change.service.namespace}/${change.service.name}`;
    const facts = titleFacts(change.intent);
    if (facts === undefined) return change.title;
    if (facts.kind === "undo") return t("title.undo", { service });
    const weights = facts.weights.map(({ name, weightPercent }) => `${name} ${weightPercent}%`).join(", ");
    return t("title.split", { service, weights });
  };
}
