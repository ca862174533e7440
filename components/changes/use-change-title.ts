"use client";
import { useTranslations } from "use-intl";
import { changeRequestSchema } from "@/lib/changes/change-set";
import type { Change } from "@/lib/changes/change";

/** What a change was about, in the reader's language. */
export function useChangeTitle(): (change: Pick<Change, "intent" | "title" | "service">) => string {
  const t = useTranslations("changes");
  return (change) => {
    const service = `${change.service.namespace}/${change.service.name}`;
    const request = changeRequestSchema.safeParse(JSON.parse(change.intent));
    if (!request.success) return change.title;
    if (request.data.kind === "undo") return t("title.undo", { service });
    const weights = request.data.intent.destinations
      .map(({ name, weightPercent }) => `${name} ${weightPercent}%`)
      .join(", ");
    return t("title.split", { service, weights });
  };
}
