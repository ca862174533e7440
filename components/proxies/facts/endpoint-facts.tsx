"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { EndpointCounters } from "./endpoint-counters";
import classes from "../proxies.module.css";
import { PodLink, WorkloadLink } from "../endpoint-links";
import { useLiveEndpoints } from "../use-live-endpoints";
import { HeadFacts } from "./head-facts";
import { StatusBadge } from "@/components/ui/status-badge";
import { unknownText } from "@/lib/format/measure";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { endpointHealth } from "@/lib/proxies/endpoint";
import { endpointRowsFromEntry } from "@/lib/proxies/endpoint-rows";
import { headFromEntry } from "@/lib/proxies/head";
import { healthTone } from "../columns/health-tone";

const shownEndpoints = 50;

/** The endpoints of one cluster, with what Envoy counts of each now. */
export function EndpointFacts({
  entry,
  value,
  target,
}: {
  entry: DumpEntry;
  value: unknown;
  target: DumpTarget;
}) {
  const t = useTranslations("proxies");
  const rows = useMemo(() => endpointRowsFromEntry(entry, value), [entry, value]);
  const live = useLiveEndpoints(target);
  return (
    <>
      <HeadFacts head={headFromEntry(entry, value, entry.name)} />
      <ul className={`${classes.list} ${classes.block}`}>
        {rows.slice(0, shownEndpoints).map((row) => {
          const known = live.of(row);
          const health = endpointHealth({ ...row, liveFaults: known?.faults });
          return (
            <li key={row.key ?? row.address} className={classes.chain}>
              <span className={classes.mono}>{row.address}</span>{" "}
              <StatusBadge tone={healthTone[health]} label={t(`health.${health}`)} />
              <dl className={classes.facts}>
                <dt>{t("col.checks")}</dt>
                <dd>{[row.configuredHealth, ...(known?.faults ?? [])].join(", ")}</dd>
                <dt>{t("col.locality")}</dt>
                <dd>{row.locality || unknownText}</dd>
                <dt>{t("col.priority")}</dt>
                <dd>{row.priority}</dd>
                <dt>{t("col.weight")}</dt>
                <dd>{row.weight ?? unknownText}</dd>
                <dt>{t("col.workload")}</dt>
                <dd>{row.workload === "" ? unknownText : <WorkloadLink workload={row.workload} />}</dd>
                {known?.pod === undefined ? null : (
                  <>
                    <dt>{t("col.pod")}</dt>
                    <dd>
                      <PodLink pod={known.pod} />
                    </dd>
                  </>
                )}
              </dl>
              {known === undefined ? null : <EndpointCounters counters={known.counters} />}
            </li>
          );
        })}
      </ul>
      {rows.length > shownEndpoints ? (
        <p className={classes.muted}>{t("panel.moreInTable", { count: rows.length - shownEndpoints })}</p>
      ) : null}
    </>
  );
}
