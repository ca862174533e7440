"use client";
import { useTranslations } from "use-intl";
import classes from "../proxies.module.css";
import type { RpcRoute } from "@/lib/proxies/rpc-routes";
import { rpcRouteWords } from "@/lib/proxies/rpc-words";

/** The rules by which calls of Thrift, Dubbo and the like are sent on, in the order in which they are tried. */
export function RpcRoutes({ title, routes }: { title: string; routes: readonly RpcRoute[] }) {
  const t = useTranslations("proxies");
  return (
    <div className={classes.block}>
      <h4 className={classes.heading}>{title}</h4>
      <ol className={classes.list}>
        {routes.map((route, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- rules have no names, and their place is what they are known by
          <li key={index}>
            {rpcRouteWords(route)}
            {route.mirrors.length === 0 ? null : (
              <span className={classes.muted}>
                {" "}
                {t("panel.rpcMirror", { names: route.mirrors.join(", ") })}
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
