import type { useTranslations } from "use-intl";
import { formatDurationUs } from "@/lib/format/duration";
import type { OutlierDetection } from "@/lib/proxies/cluster";

type Translate = ReturnType<typeof useTranslations<"proxies">>;

/** When endpoints are ejected, and how; Envoy's own limits when the cluster names none. */
export function outlierWords(outlier: OutlierDetection, t: Translate): string {
  const duration = (ms: number) => formatDurationUs(ms * 1000);
  return (
    [
      outlier.consecutive5xx === undefined
        ? undefined
        : t("panel.consecutive5xx", { count: outlier.consecutive5xx }),
      outlier.consecutiveGatewayErrors === undefined
        ? undefined
        : t("panel.gateway", { count: outlier.consecutiveGatewayErrors }),
      outlier.intervalMs === undefined
        ? undefined
        : t("panel.every", { duration: duration(outlier.intervalMs) }),
      outlier.baseEjectionMs === undefined
        ? undefined
        : t("panel.ejection", { duration: duration(outlier.baseEjectionMs) }),
      outlier.maxEjectionPercent === undefined
        ? undefined
        : t("panel.maxEjection", { percent: outlier.maxEjectionPercent }),
    ]
      .filter((text) => text !== undefined)
      .join(", ") || t("panel.outlierDefaults")
  );
}
