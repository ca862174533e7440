"use client";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import type { HeaderChange } from "@/lib/proxies/explain/filter-step";

const signs: Readonly<Record<HeaderChange["action"], string>> = {
  append: "+",
  add_if_absent: "+?",
  overwrite: "=",
  overwrite_if_exists: "=?",
  remove: "−",
};

/** Header changes in the order in which Envoy makes them, each with the level that it is from. */
export function HeaderChanges({ changes }: { changes: readonly HeaderChange[] }) {
  const t = useTranslations("explain");
  return (
    <ol className={classes.headerChanges}>
      {changes.map(({ name, action, value, from }, index) => (
        // Changes never change their places, and two may be the same.
        <li key={`${name} ${index}`}>
          <code title={t(`headerAction.${action}`)}>
            {signs[action]} {name}
            {action === "remove" ? "" : `: ${value}`}
          </code>{" "}
          <span className={classes.muted}>{t(`origin.${from}`)}</span>
        </li>
      ))}
    </ol>
  );
}
