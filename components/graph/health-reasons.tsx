"use client";
import { useTranslations } from "use-intl";
import classes from "./graph.module.css";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatMeasure } from "@/lib/format/measure";
import type { Health, HealthReason } from "@/lib/health/model";

const unitOf = { ratio: "ratio", ms: "ms", count: "count", per_second: "rps" } as const;

/** Why something has its status: each measured value beside its limit. */
export function HealthReasons({ health }: { health: Health }) {
  const t = useTranslations("graph");
  const common = useTranslations("common");
  const text = (reason: HealthReason): string => {
    if (reason.measure === "no_telemetry") return t("reason.no_telemetry");
    const values = {
      measure: t(`measure.${reason.measure}`),
      value: formatMeasure(reason.value, unitOf[reason.unit]),
      limit: formatMeasure(reason.threshold, unitOf[reason.unit]),
    };
    return reason.status === "ok" ? t("reason.few", values) : t("reason.over", values);
  };
  return (
    <ul className={classes.list}>
      {health.reasons.length === 0 ? (
        <li>
          <StatusBadge tone={health.status} label={common(`health.${health.status}`)} />
          <span className={classes.muted}>{t(`noReason.${health.status}`)}</span>
        </li>
      ) : (
        health.reasons.map((reason) => (
          <li key={reason.measure}>
            <StatusBadge tone={reason.status} label={common(`health.${reason.status}`)} />
            <span>{text(reason)}</span>
          </li>
        ))
      )}
    </ul>
  );
}
