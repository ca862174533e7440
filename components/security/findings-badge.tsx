"use client";
import { useTranslations } from "use-intl";
import classes from "./security.module.css";
import type { WorkloadPosture } from "./outputs";
import { StatusBadge } from "@/components/ui/status-badge";

/** What the checks say of the policies in force, by their worst. */
export function FindingsBadge({ findings }: Pick<WorkloadPosture, "findings">) {
  const t = useTranslations("security");
  const { error, warning, info } = findings;
  if (error > 0) return <StatusBadge tone="failing" label={t("findings.error", { count: error })} />;
  if (warning > 0) return <StatusBadge tone="degraded" label={t("findings.warning", { count: warning })} />;
  if (info > 0) return <StatusBadge tone="info" label={t("findings.info", { count: info })} />;
  return <span className={classes.muted}>{t("findings.none")}</span>;
}
