"use client";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import classes from "../proxies.module.css";
import { FactList } from "./fact-list";
import { FilterList } from "./filter-list";
import { HeadFacts } from "./head-facts";
import { RouteItem, VirtualHostBody, VirtualHosts } from "./virtual-hosts";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { headFromEntry } from "@/lib/proxies/head";
import { routeTableDetail } from "@/lib/proxies/route-detail";

/** A route table, or the route of it that was opened. */
export function RouteFacts({ entry, value }: { entry: DumpEntry; value: unknown }) {
  const t = useTranslations("proxies");
  const [at, setAt] = useQueryState("at", parseAsString);
  const table = useMemo(() => routeTableDetail(value), [value]);
  const [hostAt, routeAt] = at?.split(".").map(Number) ?? [];
  const host = hostAt === undefined ? undefined : table.virtualHosts[hostAt];
  const route = routeAt === undefined ? undefined : host?.routeAt(routeAt);
  return (
    <>
      <HeadFacts head={headFromEntry(entry, value, entry.name)} />
      {host === undefined ? (
        <div className={classes.block}>
          <FactList facts={table.facts} />
          <FilterList title={t("panel.overrides")} filters={table.overrides} />
          <h3 className={`${classes.heading} ${classes.block}`}>
            {t("panel.virtualHosts", { count: table.virtualHosts.length })}
          </h3>
          <VirtualHosts hosts={table.virtualHosts} isOpen />
        </div>
      ) : (
        <div className={classes.block}>
          <h3 className={classes.heading}>{host.name}</h3>
          <p className={`${classes.muted} ${classes.mono}`}>{host.domains.join(", ")}</p>
          {route === undefined ? (
            <VirtualHostBody host={host} />
          ) : (
            <div className={classes.chain}>
              <RouteItem detail={route} />
            </div>
          )}
          {table.virtualHosts.length > 1 ? (
            <button type="button" className={classes.more} onClick={() => void setAt(null)}>
              {t("panel.allHosts", { count: table.virtualHosts.length })}
            </button>
          ) : null}
          {route === undefined || host.routeCount < 2 ? null : (
            <button type="button" className={classes.more} onClick={() => void setAt(`${hostAt ?? 0}`)}>
              {t("panel.allRoutes", { count: host.routeCount })}
            </button>
          )}
        </div>
      )}
    </>
  );
}
