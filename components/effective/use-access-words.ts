"use client";
import { useCallback, useMemo } from "react";
import { useTranslations } from "use-intl";
import type { AccessCase, AccessRow } from "./router-outputs";
import { printObjectRef } from "@/lib/mesh/object-ref";

export const verdictTones = {
  allowed: "ok",
  denied: "failing",
  depends: "degraded",
  asks: "info",
  refused: "failing",
  unenforced: "unknown",
} as const;

/** Who calls, and why it may or may not, in words. */
export function useAccessWords() {
  const t = useTranslations("effective");
  const caller = useCallback(
    ({ kind, namespace, workloads }: AccessRow): string =>
      kind === "outside" ? t("access.outside") : `${namespace}/${workloads.join(", ")}`,
    [t],
  );
  const rule = useCallback(
    ({ reason, ruleIndex }: AccessCase): string =>
      `${t(`why.${reason}`)}${ruleIndex === undefined ? "" : ` ${t("why.rule", { number: ruleIndex })}`}`,
    [t],
  );
  const reason = useCallback(
    (one: AccessCase): string => {
      const policy = one.policy === undefined ? "" : ` ${printObjectRef(one.policy)}`;
      const only = one.only === undefined ? "" : ` (${t("why.only", { what: one.only })})`;
      return `${t(`verdict.${one.verdict}`)}: ${rule(one)}${policy}${only}`;
    },
    [rule, t],
  );
  return useMemo(() => ({ caller, rule, reason }), [caller, rule, reason]);
}
