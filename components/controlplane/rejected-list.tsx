"use client";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import classes from "./controlplane.module.css";
import { Age } from "@/components/proxies/age";
import { proxyHref } from "@/components/proxies/proxy-columns";
import { SyncBadge } from "@/components/proxies/sync-badge";
import { useViewHref } from "@/components/query/use-view-href";
import { StatusBadge } from "@/components/ui/status-badge";
import type { ProxySync } from "@/lib/controlplane/sync";
import { worstState } from "@/lib/controlplane/sync-state";
import type { RejectedConfig } from "./outputs";

/** What proxies refused, in Envoy's words. */
export function RejectedList({ rejected }: { rejected: readonly RejectedConfig[] }) {
  const t = useTranslations("controlplane");
  const href = useViewHref();
  if (rejected.length === 0) return <p className={classes.muted}>{t("noRejected")}</p>;
  return (
    <ul className={classes.list}>
      {rejected.map((item) => (
        <li key={`${item.namespace}/${item.pod} ${item.type}`}>
          <StatusBadge tone="failing" label={item.type.toUpperCase()} />{" "}
          <Link href={href(proxyHref(item))}>{item.pod}</Link>{" "}
          <span className={classes.muted}>
            {item.namespace} · {item.replica} · <Age timeMs={item.sentAtMs} />
          </span>
          <div className={classes.words}>{item.message}</div>
        </li>
      ))}
    </ul>
  );
}

/** Proxies that do not have what was sent to them. */
export function OutOfSyncList({ proxies }: { proxies: readonly ProxySync[] }) {
  const t = useTranslations("controlplane");
  const href = useViewHref();
  if (proxies.length === 0) return <p className={classes.muted}>{t("noOutOfSync")}</p>;
  return (
    <ul className={classes.list}>
      {proxies.map((proxy) => {
        const state = worstState(proxy.types);
        return (
          <li key={`${proxy.namespace}/${proxy.pod}`}>
            <SyncBadge sync={state === undefined ? undefined : { state }} />{" "}
            <Link href={href(proxyHref(proxy))}>{proxy.pod}</Link>{" "}
            <span className={classes.muted}>
              {proxy.namespace} · {proxy.replica}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
