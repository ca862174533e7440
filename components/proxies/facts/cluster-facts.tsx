"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { OwnerLink } from "../owner-link";
import classes from "../proxies.module.css";
import { FactList } from "./fact-list";
import { outlierWords } from "./outlier-words";
import { HeadFacts } from "./head-facts";
import { unknownText } from "@/lib/format/measure";
import { clusterFromEntry, type Cluster } from "@/lib/proxies/cluster";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { breakerExtras, clusterFacts, outlierExtras } from "@/lib/proxies/facts/cluster";
import { clusterSockets } from "@/lib/proxies/facts/tls";
import { itemsField, objectField } from "@/lib/proxies/proto-json";
import { limitsOf } from "@/lib/proxies/section-rows";

/** A cluster's type, balancing, encryption, limits and ejection rules. */
export function ClusterFacts({ entry, value }: { entry: DumpEntry; value: unknown }) {
  const t = useTranslations("proxies");
  const cluster = useMemo(() => clusterFromEntry(entry, value), [entry, value]);
  const proto = objectField(value, "cluster");
  return (
    <>
      <HeadFacts head={cluster} />
      <dl className={`${classes.facts} ${classes.block}`}>
        <dt>{t("col.clusterType")}</dt>
        <dd>{cluster.type}</dd>
        <dt>{t("col.tls")}</dt>
        <dd>{t(`tls.${cluster.tls.mode}`)}</dd>
        <dt>{t("col.owner")}</dt>
        <dd>{cluster.owner === undefined ? unknownText : <OwnerLink owner={cluster.owner} />}</dd>
      </dl>
      <FactList facts={clusterFacts(proto)} />
      <Breakers proto={proto} cluster={cluster} />
      {cluster.outlier === undefined ? null : (
        <div className={classes.block}>
          <h3 className={classes.heading}>{t("panel.outlier")}</h3>
          <p className={classes.text}>{outlierWords(cluster.outlier, t)}</p>
          <FactList facts={outlierExtras(proto)} />
        </div>
      )}
      <Sockets proto={proto} />
    </>
  );
}

/** Limits by priority. */
function Breakers({ proto, cluster }: { proto: unknown; cluster: Cluster }) {
  const t = useTranslations("proxies");
  const thresholds = itemsField(objectField(proto, "circuit_breakers"), "thresholds");
  if (thresholds.length === 0) return null;
  return (
    <div className={classes.block}>
      <h3 className={classes.heading}>{t("panel.breakers")}</h3>
      <ul className={classes.list}>
        {cluster.circuitBreakers.map((breaker, index) => {
          const limits = limitsOf(breaker);
          return (
            <li key={breaker.priority}>
              {breaker.priority}:{" "}
              {limits.length === 0
                ? t("panel.unlimited")
                : limits.map(([kind, limit]) => `${limit} ${t(`panel.${kind}`)}`).join(", ")}
              <FactList facts={breakerExtras(thresholds[index])} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** How the cluster encrypts, by the labels of the endpoint where those decide. */
function Sockets({ proto }: { proto: unknown }) {
  const t = useTranslations("proxies");
  const sockets = clusterSockets(proto);
  if (sockets.length === 0) return null;
  return (
    <div className={classes.block}>
      <h3 className={classes.heading}>{t("panel.sockets")}</h3>
      <ul className={classes.list}>
        {sockets.map((socket, index) => (
          <li key={`${socket.name}#${index}`} className={classes.chain}>
            <strong>{socket.match === "" ? t("panel.otherEndpoints") : socket.match}</strong>{" "}
            <span className={classes.muted}>{socket.type}</span>
            <FactList facts={socket.facts} />
          </li>
        ))}
      </ul>
    </div>
  );
}
