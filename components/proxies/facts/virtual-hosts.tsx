"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { OwnerLink } from "../owner-link";
import classes from "../proxies.module.css";
import { FactList } from "./fact-list";
import { FilterList } from "./filter-list";
import type { RouteDetail, VirtualHostDetail } from "@/lib/proxies/route-detail";
import { conditionWords } from "@/lib/proxies/route-match";
import { actionWords } from "@/lib/proxies/route-rows";

const shownRoutes = 20;

/** Virtual hosts with their domains and routes, in the order in which Envoy tries the routes. */
export function VirtualHosts({ hosts, isOpen }: { hosts: readonly VirtualHostDetail[]; isOpen: boolean }) {
  const t = useTranslations("proxies");
  const [count, setCount] = useState(shownRoutes);
  return (
    <>
      {hosts.slice(0, count).map((host, index) => (
        <details key={`${host.name}#${index}`} className={classes.chain} open={isOpen && hosts.length === 1}>
          <summary className={classes.chainHead}>
            <strong>{host.name}</strong>
            <span className={classes.muted}>{host.domains.join(", ")}</span>
          </summary>
          <VirtualHostBody host={host} />
        </details>
      ))}
      {count < hosts.length ? (
        <button type="button" className={classes.more} onClick={() => setCount(count + 100)}>
          {t("panel.more", { count: hosts.length - count })}
        </button>
      ) : null}
    </>
  );
}

/** What a virtual host says for all, and its routes. */
export function VirtualHostBody({ host }: { host: VirtualHostDetail }) {
  const t = useTranslations("proxies");
  const [count, setCount] = useState(shownRoutes);
  const places = Array.from({ length: Math.min(count, host.routeCount) }, (_, index) => index);
  return (
    <>
      <FactList facts={host.facts} />
      <FilterList title={t("panel.overrides")} filters={host.overrides} level={4} />
      <h4 className={`${classes.heading} ${classes.block}`}>{t("panel.routes")}</h4>
      {host.routeCount === 0 ? <p className={classes.muted}>{t("panel.noRoutes")}</p> : null}
      <ol className={classes.list}>
        {places.map((place) => {
          const detail = host.routeAt(place);
          return detail === undefined ? null : (
            <li key={place} className={classes.chain}>
              <RouteItem detail={detail} />
            </li>
          );
        })}
      </ol>
      {count < host.routeCount ? (
        <button type="button" className={classes.more} onClick={() => setCount(count + 100)}>
          {t("panel.more", { count: host.routeCount - count })}
        </button>
      ) : null}
    </>
  );
}

/** One route: when it is taken, where it leads, and everything else that it does. */
export function RouteItem({ detail }: { detail: RouteDetail }) {
  const t = useTranslations("proxies");
  const { route } = detail;
  const name = route.name === "" ? "" : ` · ${route.name}`;
  return (
    <>
      <strong>{conditionWords(route.match) || t("panel.always")}</strong>
      <span className={classes.muted}>{name}</span>
      <div>→ {actionWords(route) || t("panel.noAction")}</div>
      <FactList facts={detail.facts} />
      {detail.shares
        .filter((share) => share.facts.length > 0)
        .map((share) => (
          <div key={share.cluster} className={classes.block}>
            <h4 className={classes.heading}>{share.cluster}</h4>
            <FactList facts={share.facts} />
          </div>
        ))}
      <FilterList
        level={4}
        title={t("panel.overrides")}
        filters={[...detail.overrides, ...detail.shares.flatMap((share) => share.overrides)]}
      />
      <OwnerLink owner={route.owner} />
    </>
  );
}
