"use client";
import { useTranslations } from "use-intl";
import classes from "../proxies.module.css";
import { AccessLogs } from "./access-logs";
import { FactList } from "./fact-list";
import { FilterList } from "./filter-list";
import { RpcRoutes } from "./rpc-routes";
import { VirtualHosts } from "./virtual-hosts";
import type { ChainDetail } from "@/lib/proxies/listener-detail";
import { chainMatchWords, destinationWords } from "@/lib/proxies/listener-words";

/** A filter chain: when it is taken, how it decrypts, and its filters in order. */
export function ChainFacts({ detail, isOpen }: { detail: ChainDetail; isOpen: boolean }) {
  const t = useTranslations("proxies");
  const { chain } = detail;
  const match = detail.ways === undefined ? chainMatchWords(chain.match) : detail.ways.join(" | ");
  return (
    <details open={isOpen}>
      <summary className={classes.chainHead}>
        <strong>{chain.isDefault ? t("panel.default") : match || t("panel.noWay")}</strong>
        <span className={classes.muted}>{chain.name}</span>
        <span>{destinationWords(chain.destination)}</span>
      </summary>
      {detail.tls.length === 0 ? null : (
        <div className={classes.block}>
          <h4 className={classes.heading}>{t("panel.tlsContext")}</h4>
          <FactList facts={detail.tls} />
        </div>
      )}
      <FilterList title={t("panel.networkFilters")} filters={detail.networkFilters} level={4} />
      <FilterList title={t("panel.httpFilters")} filters={detail.httpFilters} level={4} />
      {detail.inlineRoutes.length === 0 ? null : (
        <div className={classes.block}>
          <h4 className={classes.heading}>{t("panel.inlineRoutes")}</h4>
          <VirtualHosts hosts={detail.inlineRoutes} isOpen={false} />
        </div>
      )}
      {chain.destination.kind === "rpc" && chain.destination.table.routes.length > 0 ? (
        <RpcRoutes title={t("panel.rpcRoutes")} routes={chain.destination.table.routes} />
      ) : null}
      <AccessLogs logs={detail.accessLogs} />
    </details>
  );
}
