"use client";
import { useTranslations } from "use-intl";
import classes from "../proxies.module.css";
import { FactList } from "./fact-list";
import type { Fact } from "@/lib/proxies/facts/fact";

/** Where accesses are logged, and which. */
export function AccessLogs({ logs }: { logs: readonly (readonly Fact[])[] }) {
  const t = useTranslations("proxies");
  if (logs.length === 0) return null;
  return (
    <details className={classes.block}>
      <summary className={classes.heading}>{t("panel.accessLogs", { count: logs.length })}</summary>
      {logs.map((facts, index) => (
        <div key={index} className={classes.chain}>
          <FactList facts={facts} />
        </div>
      ))}
    </details>
  );
}
