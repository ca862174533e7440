"use client";
import { useTranslations } from "use-intl";
import { HeadFacts } from "./head-facts";
import { OwnerLink } from "./owner-link";
import classes from "./proxies.module.css";
import { formatDurationUs } from "@/lib/format/duration";
import type { Route, RouteConfig } from "@/lib/proxies/route";
import { conditionWords } from "@/lib/proxies/route-match";
import { actionWords } from "@/lib/proxies/section-rows";

/** A route configuration's virtual hosts and routes, in the order in which Envoy tries them. */
export function RouteFacts({ route }: { route: RouteConfig }) {
  const t = useTranslations("proxies");
  return (
    <>
      <HeadFacts head={route} />
      {route.virtualHosts.map((host) => (
        <div key={host.name} className={classes.block}>
          <h3 className={classes.heading}>
            {host.name} · {t("panel.routes")}
          </h3>
          <p className={`${classes.muted} ${classes.mono}`}>{host.domains.join(", ")}</p>
          <ol className={classes.list}>
            {host.routes.map((item, index) => (
              <li key={`${item.name}#${index}`} className={classes.chain}>
                <OneRoute route={item} />
              </li>
            ))}
          </ol>
        </div>
      ))}
    </>
  );
}

function OneRoute({ route }: { route: Route }) {
  const t = useTranslations("proxies");
  const ms = (value: number) => formatDurationUs(value * 1000);
  const { fault, retries, timeoutMs } = route;
  const extras = [
    timeoutMs === undefined || timeoutMs === 0 ? undefined : `${t("col.timeout")} ${ms(timeoutMs)}`,
    retries === undefined
      ? undefined
      : t("panel.retryOn", { attempts: retries.attempts, on: retries.on.split(",").join(", ") }),
    fault?.abortPercent === undefined
      ? undefined
      : t("panel.abort", { percent: fault.abortPercent, status: fault.abortStatus ?? 0 }),
    fault?.delayPercent === undefined
      ? undefined
      : t("panel.delay", { percent: fault.delayPercent, duration: ms(fault.delayMs ?? 0) }),
    ...route.mirrors.map((mirror) =>
      t("panel.mirrorTo", { percent: mirror.percent, cluster: mirror.cluster }),
    ),
  ].filter((text) => text !== undefined);
  return (
    <>
      <strong>{conditionWords(route.match)}</strong>
      <div>→ {actionWords(route)}</div>
      {extras.map((text) => (
        <div key={text} className={classes.muted}>
          {text}
        </div>
      ))}
      <OwnerLink owner={route.owner} />
    </>
  );
}
