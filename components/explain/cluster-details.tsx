"use client";
import { useTranslations } from "use-intl";
import { FactList } from "./fact-list";
import { formatDurationUs } from "@/lib/format/duration";
import type { FlowStep } from "@/lib/proxies/explain-flow/explanation";

/** Envoy writes "no limit" as the largest number that it has. */
const largest = 4_294_967_295;

/** Limits that Envoy takes where its configuration names none. Source: config.cluster.v3.CircuitBreakers.Thresholds. */
const implied = { each: 1024, retries: 3 } as const;

/** What holds for every request of the cluster. */
export function ClusterDetails({ step }: { step: Extract<FlowStep, { kind: "cluster" }> }) {
  const t = useTranslations("explain");
  const { tls, outlier, connectTimeoutMs } = step;
  const [breaker] = step.circuitBreakers;
  const limits = {
    connections: breaker?.maxConnections ?? implied.each,
    pending: breaker?.maxPendingRequests ?? implied.each,
    requests: breaker?.maxRequests ?? implied.each,
    retries: breaker?.maxRetries ?? implied.retries,
  };
  const words = (value: number) => (value >= largest ? t("detail.noLimit") : `${value}`);
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
          Object.values(limits).every((value) => value >= largest)
            ? t("detail.noLimit")
            : t("detail.breakerText", {
                connections: words(limits.connections),
                pending: words(limits.pending),
                requests: words(limits.requests),
                retries: words(limits.retries),
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
