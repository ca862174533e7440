"use client";
import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { formatMeasure } from "@/lib/format/measure";

/** A metric in words by its key: `Failed`, `Slower than 250 ms`, the name of own counters. */
export function useMetricName(): (key: string) => string {
  const t = useTranslations("canaries.metric");
  return useCallback(
    (key) => {
      if (key === "success") return t("success");
      const [kind = "", ...rest] = key.split(":");
      const name = rest.join(":");
      if (kind === "latency") return t("latency", { edge: formatMeasure(Number(name), "ms") });
      return kind === "promql" ? name : key;
    },
    [t],
  );
}
