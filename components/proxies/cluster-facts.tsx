"use client";
import { useTranslations } from "use-intl";
import { HeadFacts } from "./head-facts";
import { OwnerLink } from "./owner-link";
import classes from "./proxies.module.css";
import { formatDurationUs } from "@/lib/format/duration";
import { unknownText } from "@/lib/format/measure";
import type { CircuitBreaker, Cluster } from "@/lib/proxies/cluster";

/** Istio's "no limit" for a circuit breaker. */
const unlimited = 4_294_967_295;

/** A cluster's type, balancing, encryption, limits and ejection rules. */
export function ClusterFacts({ cluster }: { cluster: Cluster }) {
  const t = useTranslations("proxies");
  const { tls, outlier } = cluster;
  return (
    <>
      <HeadFacts head={cluster} />
      <dl className={`${classes.facts} ${classes.block}`}>
        <dt>{t("col.clusterType")}</dt>
        <dd>{cluster.type}</dd>
        <dt>{t("col.lb")}</dt>
        <dd>{cluster.lbPolicy}</dd>
        <dt>{t("panel.connectTimeout")}</dt>
        <dd>
          {cluster.connectTimeoutMs === undefined
            ? unknownText
            : formatDurationUs(cluster.connectTimeoutMs * 1000)}
        </dd>
        <dt>{t("col.tls")}</dt>
        <dd>{t(`tls.${tls.mode}`)}</dd>
        {tls.sni === undefined
          ? null
          : [
              <dt key="sni">{t("panel.sni")}</dt>,
              <dd key="sni value" className={classes.mono}>
                {tls.sni}
              </dd>,
            ]}
        {tls.subjectAltNames.length === 0
          ? null
          : [
              <dt key="sans">{t("panel.expects")}</dt>,
              <dd key="sans value" className={classes.mono}>
                {tls.subjectAltNames.join(", ")}
              </dd>,
            ]}
        <dt>{t("col.owner")}</dt>
        <dd>{cluster.owner === undefined ? unknownText : <OwnerLink owner={cluster.owner} />}</dd>
        {outlier === undefined
          ? null
          : [
              <dt key="outlier">{t("panel.outlier")}</dt>,
              <dd key="outlier value">{outlierWords(outlier, t)}</dd>,
            ]}
      </dl>
      {cluster.circuitBreakers.length === 0 ? null : (
        <div className={classes.block}>
          <h3 className={classes.heading}>{t("panel.breakers")}</h3>
          <ul className={classes.list}>
            {cluster.circuitBreakers.map((breaker) => (
              <li key={breaker.priority}>
                {breaker.priority}: {breakerWords(breaker, t)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

type Translate = ReturnType<typeof useTranslations<"proxies">>;

function breakerWords(breaker: CircuitBreaker, t: Translate): string {
  const limits = [
    [t("panel.connections"), breaker.maxConnections],
    [t("panel.pending"), breaker.maxPendingRequests],
    [t("panel.requests"), breaker.maxRequests],
    [t("panel.retries"), breaker.maxRetries],
  ] as const;
  const set = limits.filter(([, limit]) => limit !== undefined && limit !== unlimited);
  return set.length === 0 ? t("panel.unlimited") : set.map(([name, limit]) => `${limit} ${name}`).join(", ");
}

function outlierWords(outlier: NonNullable<Cluster["outlier"]>, t: Translate): string {
  const duration = (ms: number) => formatDurationUs(ms * 1000);
  return [
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
    .join(", ");
}
