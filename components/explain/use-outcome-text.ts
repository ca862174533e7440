"use client";
import { useTranslations } from "use-intl";
import { useBecause } from "./use-because";
import type { Outcome } from "@/lib/proxies/explain-flow/explanation";

/** Makes one line of what becomes of a request. */
export function useOutcomeText(): (outcome: Outcome) => string {
  const t = useTranslations("explain");
  const say = useBecause();
  return (outcome) => {
    switch (outcome.kind) {
      case "sent":
        return outcome.address === undefined
          ? t("result.sent", { cluster: outcome.cluster })
          : t("result.sentTo", { cluster: outcome.cluster, address: outcome.address });
      case "answered": {
        const { status, flag, location, because, rule } = outcome;
        if (location !== undefined) return t("result.redirected", { status: `${status}`, location });
        const line = t("result.answered", { status: `${status}`, flag: flag === "" ? "none" : flag });
        const why = because === undefined ? [] : [say(because)];
        return [line, ...(rule === undefined ? why : [t("result.byPolicy", { name: rule })])].join(": ");
      }
      case "closed":
        return `${t("result.closed", { flag: outcome.flag === "" ? "none" : outcome.flag })}: ${say(outcome.because)}`;
      case "unknown":
        return `${t("result.unknown")}: ${outcome.because.map(say).join("; ")}`;
    }
  };
}
