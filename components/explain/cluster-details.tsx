"use client";
import { useTranslations } from "use-intl";
import { FactList } from "./fact-list";
import { formatDurationUs } from "@/lib/format/duration";
import type { FlowStep } from "@/lib/proxies/explain-flow/explanation";

/** Envoy writes "no limit" as the largest number that it has. */
const largest = 4_294_967_295;

/** What holds for every request of the cluster. */
export function ClusterDetails({ step }: { step: Extract<FlowStep, { kind: "cluster" }> }) {
  const t = useTranslations("explain");
  const { tls, outlier, connectTimeoutMs } = step;
  const [breaker] = step.circuitBreakers;
  const limit = (value: number | undefined) =>
    value === undefined || value >= largest ? t("detail.noLimit") : `${value}`;
  return (
    <FactList
      facts={[
        ["Envoy", <code key="name">{step.name}</code>, true],
        [t("detail.type"), step.type, true],
        [t("detail.lb"), step.lbPolicy, step.lbPolicy !== ""],
        [
          t("detail.tls"),
          [t(`detail.tlsMode.${tls.mode}`), ...(tls.sni === undefined ? [] : [`SNI ${tls.sni}`])].join(" · "),
          true,
        ],
        [
          t("detail.breaker"),
          t("detail.breakerText", {
            connections: limit(breaker?.maxConnections),
            pending: limit(breaker?.maxPendingRequests),
            requests: limit(breaker?.maxRequests),
            retries: limit(breaker?.maxRetries),
          }),
          breaker !== undefined,
        ],
        [
          t("detail.outlier"),
          t("detail.outlierText", {
            count: `${outlier?.consecutive5xx ?? outlier?.consecutiveGatewayErrors ?? 5}`,
            time: formatDurationUs((outlier?.baseEjectionMs ?? 30_000) * 1000),
          }),
          outlier !== undefined,
        ],
        [
          t("detail.connectTimeout"),
          formatDurationUs((connectTimeoutMs ?? 0) * 1000),
          connectTimeoutMs !== undefined,
        ],
      ]}
    />
  );
}
