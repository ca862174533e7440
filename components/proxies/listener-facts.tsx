"use client";
import { useTranslations } from "use-intl";
import { HeadFacts } from "./head-facts";
import classes from "./proxies.module.css";
import type { FilterChain } from "@/lib/proxies/filter-chain";
import type { Listener } from "@/lib/proxies/listener";
import { chainMatchWords, destinationWords } from "@/lib/proxies/listener-words";

/** A listener's filter chains: when each is taken, its filters, where it leads. */
export function ListenerFacts({ listener }: { listener: Listener }) {
  const t = useTranslations("proxies");
  return (
    <>
      <HeadFacts head={listener} />
      <div className={classes.block}>
        <h3 className={classes.heading}>{t("panel.chains")}</h3>
        <ul className={classes.list}>
          {listener.chains.map((chain, index) => (
            <li key={`${chain.name}#${index}`} className={classes.chain}>
              <ChainFacts chain={chain} />
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

function ChainFacts({ chain }: { chain: FilterChain }) {
  const t = useTranslations("proxies");
  const names = (filters: FilterChain["httpFilters"]) =>
    filters.map((filter) => filter.name.replace(/^envoy\.filters\.(http|network)\./, "")).join(" → ");
  return (
    <>
      <strong>
        {chainMatchWords(chain.match)}
        {chain.isDefault ? ` (${t("panel.default")})` : ""}
      </strong>
      <div>{destinationWords(chain.destination)}</div>
      {chain.tls === undefined ? null : (
        <div className={classes.muted}>
          TLS {chain.tls.secrets.join(", ")}{" "}
          {chain.tls.requiresClientCertificate ? `· ${t("panel.clientCert")}` : ""}
        </div>
      )}
      <div className={classes.muted}>
        {t("panel.networkFilters")}: {names(chain.networkFilters)}
      </div>
      {chain.httpFilters.length === 0 ? null : (
        <div className={classes.muted}>
          {t("panel.httpFilters")}: {names(chain.httpFilters)}
        </div>
      )}
    </>
  );
}
