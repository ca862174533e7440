"use client";
import { Tooltip } from "@mantine/core";
import { useTranslations } from "use-intl";
import { StatusShape } from "./status-shape";
import classes from "./status-badge.module.css";
import { formatMeasure } from "@/lib/format/measure";
import type { Health, HealthReason, HealthStatus } from "@/lib/health/model";

export type Tone = HealthStatus | "info";

/** Status by colour, shape and word. */
export function StatusBadge({ tone, label }: { tone: Tone; label: string }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <StatusShape tone={tone} className={classes.shape} />
      {label}
    </span>
  );
}

const unitOf = { ratio: "ratio", ms: "ms", count: "count", per_second: "rps" } as const;

/** A health status with its measured reasons in a tooltip. */
export function HealthBadge({ health }: { health: Health }) {
  const t = useTranslations("common");
  const badge = <StatusBadge tone={health.status} label={t(`health.${health.status}`)} />;
  if (health.reasons.length === 0) return badge;
  const describe = (reason: HealthReason) =>
    t("health.reason", {
      measure: t.has(`measure.${reason.measure}` as "measure.error_ratio")
        ? t(`measure.${reason.measure}` as "measure.error_ratio")
        : reason.measure,
      value: formatMeasure(reason.value, unitOf[reason.unit]),
      threshold: formatMeasure(reason.threshold, unitOf[reason.unit]),
    });
  return (
    <Tooltip
      multiline
      maw={360}
      label={health.reasons.map(describe).join("\n")}
      style={{ whiteSpace: "pre-line" }}
    >
      <span tabIndex={0} role="note">
        {badge}
      </span>
    </Tooltip>
  );
}
