"use client";
import { useTranslations } from "use-intl";
import { badgeLetter } from "./badge-letter";
import classes from "./graph.module.css";
import type { Badge } from "@/lib/graph/model";

/** The marks of a node or an edge in words, each with the object that it comes from. */
export function BadgeList({ badges }: { badges: readonly Badge[] }) {
  const t = useTranslations("graph");
  return (
    <ul className={classes.list}>
      {badges.map((badge) => (
        <li key={`${badge.code} ${badge.detail}`}>
          <span className={classes.letter} data-severity={badge.severity} aria-hidden>
            {badgeLetter(badge.code) ?? "i"}
          </span>
          <span>
            {t(`badge.${badge.code}`)}
            {badge.detail === "" ? null : <span className={classes.muted}> · {badge.detail}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
