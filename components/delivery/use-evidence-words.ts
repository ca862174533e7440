"use client";
import { useLocale, useTranslations } from "use-intl";
import type { DeliveryRow } from "@/lib/delivery/list-row";
import { formatTime } from "@/lib/format/duration";
import { formatMeasure } from "@/lib/format/measure";
import type { RuleFault } from "@/lib/routing/rule-fault";

/** A code in words; one that a newer server has and this page does not know, as it is. */
export function useCode(): (home: "reason" | "verdict" | "controller", code: string) => string {
  const t = useTranslations("delivery");
  return (home, code) => {
    const key = `${home}.${code}` as "reason.expired";
    return t.has(key) ? t(key) : code.replaceAll("_", " ");
  };
}

/** What a fault does, in one line. */
export function useFaultWords(): (fault: RuleFault | "unreadable") => string {
  const t = useTranslations("delivery");
  return (fault) => {
    if (fault === "unreadable") return t("fault.unreadable");
    const { abort, delay } = fault;
    return [
      ...(abort === undefined
        ? []
        : [
            t("fault.abort", {
              percent: formatMeasure(abort.percent, "percent"),
              status: String(abort.httpStatus ?? abort.grpcStatus ?? ""),
            }),
          ]),
      ...(delay === undefined
        ? []
        : [
            t("fault.delay", {
              percent: formatMeasure(delay.percent, "percent"),
              ms: formatMeasure(delay.delayMs, "ms"),
            }),
          ]),
    ].join(" · ");
  };
}

/** What is known of a line, in one line; undefined when nothing is. */
export function useEvidenceWords(): (row: DeliveryRow) => string | undefined {
  const t = useTranslations("delivery");
  const locale = useLocale();
  const code = useCode();
  const faultWords = useFaultWords();
  return (row) => {
    const { canaryEvidence, experimentEvidence, fault, expiresAtMs, message } = row;
    if (canaryEvidence !== undefined) {
      const { reason, canaryRequests = 0, canaryRatio, stableRatio } = canaryEvidence;
      const verdict = code("verdict", reason);
      if (canaryRequests === 0) return verdict;
      return t("evidence.canary", {
        verdict,
        requests: canaryRequests,
        canary: formatMeasure(canaryRatio, "ratio"),
        stable: formatMeasure(stableRatio, "ratio"),
      });
    }
    const parts = [
      ...(fault === undefined ? [] : [faultWords(fault)]),
      ...(experimentEvidence === undefined ? [] : [t("evidence.experiment", experimentEvidence)]),
      ...(expiresAtMs === undefined || row.state === "ended"
        ? []
        : [t("fault.until", { time: formatTime(expiresAtMs, locale) })]),
      ...(message === undefined ? [] : [/^\w+$/.test(message) ? code("controller", message) : message]),
    ];
    return parts.length === 0 ? undefined : parts.join(" · ");
  };
}
