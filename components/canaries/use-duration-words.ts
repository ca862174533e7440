"use client";
import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { durationParts } from "./duration-parts";

/** A time as a person says it: `45 s`, `12 min`, `2 h 5 min`. */
export function useDurationWords(): (durationMs: number | undefined) => string {
  const t = useTranslations("canaries.duration");
  return useCallback(
    (durationMs) =>
      durationMs === undefined || !Number.isFinite(durationMs)
        ? t("unknown")
        : durationParts(durationMs)
            .map(({ unit, count }) => t(unit, { count }))
            .join(" ")
            // A number stays with its unit in narrow columns.
            .replaceAll(" ", "\u00a0"),
    [t],
  );
}
