"use client";
import { useCallback } from "react";
import { useTranslations } from "use-intl";
import type { CanaryStage } from "@/lib/canaries/stage";

/** A stage in words: `Step 2: 5 %`, `A copy first`, `Promotion`. */
export function useStageName(): (stage: CanaryStage, weightPercent: number) => string {
  const t = useTranslations("canaries.stage");
  return useCallback(
    (stage, weightPercent) =>
      stage.kind === "step"
        ? t("step", { number: stage.index + 1, weight: weightPercent })
        : t(stage.kind, { weight: weightPercent }),
    [t],
  );
}
