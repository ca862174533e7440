"use client";
import { useTranslations } from "use-intl";
import { Age } from "../age";
import classes from "../proxies.module.css";
import { StateBadges } from "../state-badges";
import type { ResourceHead } from "@/lib/proxies/resource";

/** State, version, age and refusal of any resource. */
export function HeadFacts({ head }: { head: ResourceHead }) {
  const t = useTranslations("proxies");
  return (
    <>
      {head.error === undefined ? null : (
        <div className={classes.refusal} role="alert">
          <strong>{t("panel.rejected")}</strong>
          <div className={classes.mono}>{head.error.message}</div>
        </div>
      )}
      <dl className={classes.facts}>
        <dt>{t("col.resourceState")}</dt>
        <dd>
          <StateBadges states={head.states} />
        </dd>
        {head.version === undefined ? null : (
          <>
            <dt>{t("panel.version")}</dt>
            <dd className={classes.mono}>{head.version}</dd>
          </>
        )}
        <dt>{t("panel.updated")}</dt>
        <dd>
          <Age timeMs={head.lastUpdatedMs} />
        </dd>
      </dl>
    </>
  );
}
