"use client";
import { useCallback } from "react";
import { useTranslations } from "use-intl";

type Event = { readonly kind: string; readonly data: Readonly<Record<string, unknown>> };

/** What the two versions are called. */
type Versions = { readonly canary: string; readonly stable: string };

/** Why an event came about, in the words that the page uses for the same code; undefined where the event says it. */
export function useEventReason(versions: Versions): (event: Event) => string | undefined {
  const t = useTranslations("canaries");
  const { canary, stable } = versions;
  return useCallback(
    ({ kind, data }) => {
      const words = (key: string) =>
        t.has(key as "verdict.no_data") ? t(key as "verdict.no_data", { canary, stable }) : undefined;
      const reason = typeof data["reason"] === "string" ? data["reason"] : "";
      switch (kind) {
        case "paused":
        case "waiting":
        case "safe_path":
          return words(`pause.reason.${reason}.what`);
        case "reverting":
        case "ended":
          return words(`endReason.${reason}`) ?? words(`pause.reason.${reason}.what`);
        case "verdict":
          return words(`verdict.${reasonOf(data["evidence"])}`);
        default:
          return undefined;
      }
    },
    [t, canary, stable],
  );
}

function reasonOf(evidence: unknown): string {
  return typeof evidence === "object" && evidence !== null && "reason" in evidence
    ? String(evidence.reason)
    : "";
}
