"use client";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import classes from "./proxies.module.css";
import type { ProxyTarget } from "./section-tab";
import { useViewHref } from "@/components/query/use-view-href";
import { StatusBadge } from "@/components/ui/status-badge";
import type { Reference } from "@/lib/proxies/references";

type Props = { title: string; references: readonly Reference[]; proxy: ProxyTarget };

/** Links to the resources at the other ends; one that the proxy does not have is said to be missing. */
export function ReferenceList({ title, references, proxy }: Props) {
  const t = useTranslations("proxies");
  const href = useViewHref();
  const path = `/proxies/${encodeURIComponent(proxy.namespace)}/${encodeURIComponent(proxy.pod)}`;
  const view = proxy.view === "istiod" ? "istiod" : undefined;
  return (
    <div className={classes.block}>
      <h3 className={classes.heading}>{title}</h3>
      {references.length === 0 ? <p className={classes.muted}>{t("panel.nothing")}</p> : null}
      <ul className={classes.list}>
        {references.map(({ section, name, id }) => (
          <li key={`${section}${name}`}>
            <span className={classes.muted}>{t(`tab.${section}`)}</span>{" "}
            {id === undefined ? (
              <>
                {name} <StatusBadge tone="failing" label={t("panel.dangling")} />
              </>
            ) : (
              <Link href={href(path, { tab: section, sel: id, view })}>{name}</Link>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
