"use client";
import { useTranslations } from "use-intl";
import classes from "../proxies.module.css";
import { Measure } from "@/components/ui/measure";
import type { LiveCounters } from "@/lib/proxies/endpoint";

const shown = [
  "requestsTotal",
  "requestErrors",
  "requestTimeouts",
  "requestsActive",
  "connectionsActive",
  "connectFailures",
] as const;

/** What Envoy counted of one endpoint since it knows it. */
export function EndpointCounters({ counters }: { counters: LiveCounters }) {
  const t = useTranslations("proxies");
  return (
    <dl className={classes.counters}>
      {shown.map((key) => (
        <div key={key}>
          <dt>{t(`live.${key}`)}</dt>
          <dd>
            <Measure value={counters[key]} unit="count" />
          </dd>
        </div>
      ))}
    </dl>
  );
}
