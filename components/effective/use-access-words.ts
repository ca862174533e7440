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
      const only = one.only === undefined ? "" : t("why.onlyAside", { what: one.only });
      return t("pair", { label: t(`verdict.${one.verdict}`), text: `${rule(one)}${policy}${only}` });
    },
    [rule, t],
  );
  const reasons = useCallback(
    (cases: readonly AccessCase[]): string => cases.map((one) => reason(one)).join(t("separator")),
    [reason, t],
  );
  return useMemo(() => ({ caller, rule, reasons }), [caller, rule, reasons]);
}
