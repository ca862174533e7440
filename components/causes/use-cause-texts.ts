"use client";
import { useLocale } from "use-intl";
import { causeTexts, filled } from "@/lib/causes/texts";
import type { Cause } from "./router-types";

type Fact = Cause["facts"][number];

/** Texts of causes in the reader's language; an id without a text is shown as it is. */
export function useCauseTexts() {
  const texts = causeTexts[useLocale() === "zh" ? "zh" : "en"];
  return {
    cause: (id: Cause["id"]) => texts.causes[id],
    fact: ({ id, stance, params }: Fact) =>
      filled((stance === "unknown" ? texts.unknown[id] : texts.facts[id]) ?? id, params),
    check: ({ id, params }: Cause["checks"][number]) => filled(texts.checks[id] ?? id, params),
    fix: ({ id, params }: Cause["fixes"][number]) => filled(texts.fixes[id] ?? id, params),
    flag: (flag: string): string | undefined => texts.flags[flag],
    status: (status: number): string | undefined => texts.statuses[`${status}`],
  };
}
