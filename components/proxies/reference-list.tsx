"use client";
import { useState } from "react";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import classes from "./proxies.module.css";
import { useTargetHref } from "./use-target-href";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { StatusBadge } from "@/components/ui/status-badge";
import type { Reference } from "@/lib/proxies/references";

/** Thousands of clusters use one certificate. */
const shownReferences = 50;

type Props = { title: string; references: readonly Reference[]; target: DumpTarget };

/** Links to the resources at the other ends; one that the proxy does not have is said to be missing. */
export function ReferenceList({ title, references, target }: Props) {
  const t = useTranslations("proxies");
  const href = useTargetHref();
  const [count, setCount] = useState(shownReferences);
  return (
    <div className={classes.block}>
      <h3 className={classes.heading}>{title}</h3>
      {references.length === 0 ? <p className={classes.muted}>{t("panel.nothing")}</p> : null}
      <ul className={classes.list}>
        {references.slice(0, count).map(({ section, name, id }) => (
          <li key={`${section} ${id ?? name}`}>
            <span className={classes.muted}>{t(`tab.${section}`)}</span>{" "}
            {id === undefined ? (
              <>
                {name} <StatusBadge tone="failing" label={t("panel.dangling")} />
              </>
            ) : (
              <Link href={href(target, { tab: section, sel: id })}>{name === "" ? id : name}</Link>
            )}
          </li>
        ))}
      </ul>
      {count < references.length ? (
        <button type="button" className={classes.more} onClick={() => setCount(count + 500)}>
          {t("panel.more", { count: references.length - count })}
        </button>
      ) : null}
    </div>
  );
}
