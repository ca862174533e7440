"use client";
import { useTranslations } from "use-intl";
import classes from "./security.module.css";
import type { WorkloadPosture } from "./outputs";
import { Measure } from "@/components/ui/measure";

/** The measured share of mTLS: "no traffic" is measured, "—" is unknown. */
export function EncryptionCell({ encryption }: Pick<WorkloadPosture, "encryption">) {
  const t = useTranslations("security");
  if (encryption === undefined) return <Measure value={undefined} unit="ratio" />;
  if (encryption.mtlsRatio === undefined) return <span className={classes.muted}>{t("noTraffic")}</span>;
  const isPlain = encryption.mtlsRatio < 1;
  return (
    <span
      className={isPlain ? classes.plain : undefined}
      title={t(`measuredBy.${encryption.measuredBy ?? "requests"}`)}
    >
      <Measure value={encryption.mtlsRatio} unit="ratio" />
    </span>
  );
}
