"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { WorkloadLink } from "./endpoint-links";
import classes from "./proxies.module.css";
import type { ProxySummaryData as Summary } from "./outputs";
import { Measure } from "@/components/ui/measure";
import { Section } from "@/components/ui/section";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import { formatAge } from "@/lib/format/duration";
import { unknownText } from "@/lib/format/measure";

const stateTones: Readonly<Record<string, Tone>> = { LIVE: "ok", DRAINING: "failing" };

/** What an Envoy is: its life, versions, memory and the settings that it was started with. */
export function EnvoyCard({ summary }: { summary: Summary }) {
  const t = useTranslations("proxies");
  const { server, row, memory } = summary;
  const facts: readonly (readonly [name: string, value: ReactNode])[] = [
    [t("summary.state"), <StateFact key="state" state={server?.state} />],
    [t("summary.version"), server?.version ?? unknownText],
    [t("bootstrap.istioVersion"), <IstioVersion key="version" summary={summary} />],
    [t("summary.uptime"), server?.uptimeMs === undefined ? unknownText : formatAge(server.uptimeMs)],
    [t("summary.restarts"), <RestartFact key="restarts" server={server} />],
    [t("summary.memory"), <MemoryFact key="memory" memory={memory} />],
    [t("summary.concurrency"), <Measure key="threads" value={server?.concurrency} unit="count" />],
    [
      t("summary.logLevel"),
      server?.logLevel === undefined ? (
        unknownText
      ) : (
        <span key="log" title={t("summary.logLevelHint")}>
          {[server.logLevel, server.componentLogLevel].filter((text) => text !== undefined).join(", ")}
        </span>
      ),
    ],
    [
      t("summary.draining"),
      server?.drainMs === undefined
        ? unknownText
        : [formatAge(server.drainMs), server.drainStrategy].filter((text) => text !== undefined).join(", "),
    ],
    [
      t("col.workload"),
      row === undefined || row.workload === "" ? (
        unknownText
      ) : (
        <WorkloadLink key="workload" workload={`${row.namespace}/${row.workload}`} />
      ),
    ],
  ];
  return (
    <Section title={t("summary.envoy")}>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => [
          <dt key={name}>{name}</dt>,
          <dd key={`${name} value`} className="hd-num">
            {value}
          </dd>,
        ])}
      </dl>
    </Section>
  );
}

function StateFact({ state }: { state: string | undefined }) {
  return state === undefined ? (
    unknownText
  ) : (
    <StatusBadge tone={stateTones[state] ?? "degraded"} label={state} />
  );
}

function IstioVersion({ summary: { row, istiodVersion } }: { summary: Summary }) {
  const t = useTranslations("proxies");
  const skew = row?.skew ?? 0;
  return (
    <>
      {row?.version ?? unknownText}{" "}
      {istiodVersion === undefined ? null : (
        <span className={classes.muted}>{t("summary.istiodVersion", { version: istiodVersion })}</span>
      )}{" "}
      {skew === 0 ? null : (
        <StatusBadge
          tone={row?.isSkewUnsupported === true ? "failing" : "degraded"}
          label={skew > 0 ? t("skewOlder", { count: skew }) : t("skewNewer")}
        />
      )}
    </>
  );
}

function RestartFact({ server }: { server: Summary["server"] }) {
  const t = useTranslations("proxies");
  if (server?.restartEpoch === undefined) return unknownText;
  if (server.isHotRestartOff && server.restartEpoch === 0) return t("summary.restartsOff");
  const all = server.allEpochsMs;
  return t("summary.restartsCount", {
    count: server.restartEpoch,
    since: all === undefined ? unknownText : formatAge(all),
  });
}

function MemoryFact({ memory }: { memory: Summary["memory"] }) {
  const t = useTranslations("proxies");
  if (memory === undefined) return unknownText;
  return (
    <>
      <Measure value={memory.allocatedBytes} unit="bytes" />{" "}
      <span className={classes.muted}>
        {t("summary.ofHeap")} <Measure value={memory.heapBytes} unit="bytes" />
      </span>
    </>
  );
}
