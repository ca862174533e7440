"use client";
import { useTranslations } from "use-intl";
import { StatusBadge } from "@/components/ui/status-badge";
import type { Finding } from "@/lib/config/finding";

const tones = { error: "failing", warning: "degraded", info: "info" } as const;

/** Shape, word and colour of a severity. */
export function SeverityBadge({ severity }: { severity: Finding["severity"] }) {
  const t = useTranslations("changes");
  return <StatusBadge tone={tones[severity]} label={t(`severity.${severity}`)} />;
}
