"use client";
import { useLocale, useNow, useTranslations } from "use-intl";
import { ModeBadge } from "./mode-badge";
import classes from "./security.module.css";
import type { SecurityRead } from "./outputs";
import { Measure } from "@/components/ui/measure";
import { Stat } from "@/components/ui/stat";
import { formatAge, formatInstant } from "@/lib/format/duration";
import { formatMeasure } from "@/lib/format/measure";

/** What a person asks first: what is accepted, what comes in plain text, what is closed. */
export function SecurityStats({ data }: { data: SecurityRead }) {
  const t = useTranslations("security");
  const inside = data.workloads.filter(({ mtls }) => mtls !== undefined);
  const strict = inside.filter(({ mtls }) => mtls?.mode === "STRICT").length;
  const isKnown = data.workloads.every(({ access }) => access !== undefined);
  const closed = data.workloads.filter(({ access }) => access?.isClosed === true).length;
  const outside = data.workloads.filter(({ dataplane }) => dataplane === "none").length;
  return (
    <div className={classes.stats}>
      <Stat label={t("stat.mesh")}>
        <ModeBadge mtls={data.mesh} />
      </Stat>
      <Stat label={t("stat.strict")} note={t("stat.ofMesh", { count: inside.length })}>
        <Measure value={data.mesh === undefined ? undefined : strict} unit="count" />
      </Stat>
      <Stat
        label={t("stat.mtls")}
        note={
          data.plaintextPerSecond === undefined
            ? t("stat.notMeasured")
            : t("stat.plaintext", { rate: formatMeasure(data.plaintextPerSecond, "rps") })
        }
      >
        <Measure value={data.mtlsRatio} unit="ratio" />
      </Stat>
      <Stat label={t("stat.closed")} note={t("stat.ofWorkloads", { count: data.workloads.length })}>
        <Measure value={isKnown && data.workloads.length > 0 ? closed : undefined} unit="count" />
      </Stat>
      <Stat label={t("stat.outside")}>
        <Measure value={data.isComplete ? outside : undefined} unit="count" />
      </Stat>
      <Stat label={t("stat.root")}>
        <TimeLeft timeMs={data.rootCertificateExpiryMs} />
      </Stat>
    </div>
  );
}

/** How long until then, with the date on hover; unknown is a dash. */
export function TimeLeft({ timeMs }: { timeMs: number | undefined }) {
  const t = useTranslations("security");
  const locale = useLocale();
  const nowMs = useNow({ updateInterval: 60_000 }).getTime();
  if (timeMs === undefined) return <Measure value={undefined} unit="count" />;
  return (
    <time
      className="hd-num"
      dateTime={new Date(timeMs).toISOString()}
      title={formatInstant(timeMs, locale)}
      suppressHydrationWarning
    >
      {timeMs <= nowMs ? t("expired") : formatAge(timeMs - nowMs)}
    </time>
  );
}
