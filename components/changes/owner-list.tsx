"use client";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import type { Owner } from "@/lib/config/owners";

/** Everyone who claims an object and what becomes of our write. */
export function OwnerList({ owners }: { owners: readonly Owner[] }) {
  const t = useTranslations("changes");
  if (owners.length === 0) return <span className={classes.muted}>{t("owners.none")}</span>;
  return (
    <ul className={classes.list}>
      {owners.map((owner) => (
        <li key={`${owner.kind} ${owner.name} ${owner.evidence}`} title={owner.evidence}>
          <strong>
            {t(`owners.kind.${owner.kind}`)} {owner.name}
          </strong>{" "}
          {owner.consequence === "none" ? null : t(`owners.consequence.${owner.consequence}`)}{" "}
          {owner.certain ? null : <span className={classes.tag}>{t("owners.hint")}</span>}
        </li>
      ))}
    </ul>
  );
}
