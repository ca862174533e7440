"use client";
import { Button, Progress } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { FleetAnswer, useFind } from "./use-fleet";
import classes from "../proxies.module.css";
import { SourceWarnings } from "@/components/ui/source-warnings";

type Props = { answer: FleetAnswer<unknown>; walk: ReturnType<typeof useFind>["walk"] };

/** How many proxies were asked, with a way to stop and to go on, and those that gave no answer. */
export function FleetProgress({ answer: { asked, total, silent, warnings }, walk }: Props) {
  const t = useTranslations("proxies");
  return (
    <>
      <div className={classes.tools} role="status">
        <Progress
          w={180}
          value={total === undefined || total === 0 ? (walk.isRunning ? 0 : 100) : (100 * asked) / total}
          aria-label={t("fleet.progress", { asked, total: total ?? 0 })}
        />
        <span className={`${classes.counts} hd-num`}>
          {total === undefined ? t("fleet.starting") : t("fleet.progress", { asked, total })}
        </span>
        {walk.isRunning && asked > 0 ? (
          <Button size="compact-xs" variant="default" onClick={walk.stop}>
            {t("fleet.stop")}
          </Button>
        ) : null}
        {walk.isStopped ? (
          <Button size="compact-xs" variant="default" onClick={walk.goOn}>
            {t("fleet.goOn")}
          </Button>
        ) : null}
      </div>
      <SourceWarnings warnings={warnings} />
      {silent.length === 0 ? null : (
        <details className={classes.note}>
          <summary>{t("fleet.silent", { count: silent.length })}</summary>
          <ul className={classes.list}>
            {silent.map(({ namespace, pod, reason }) => (
              <li key={`${namespace}/${pod}`}>
                {namespace}/{pod}: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
