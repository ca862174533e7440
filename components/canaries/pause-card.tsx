"use client";
import { Button, Group } from "@mantine/core";
import { useLocale, useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import { factsOf } from "./data-facts";
import classes from "./run.module.css";
import { useDurationWords } from "./use-duration-words";
import changeClasses from "@/components/changes/changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusShape } from "@/components/ui/status-shape";
import { formatInstant } from "@/lib/format/duration";

/** Where the person can mend what holds the run, beside the run's own buttons. */
const places: Readonly<Partial<Record<string, string>>> = {
  no_canary_pods: "workloads",
  metrics_unavailable: "/settings/sources",
  no_access: "/settings/sources",
  owned_by_other: "/delivery",
  frozen: "/settings/sources",
  kill_switch: "/delivery",
};

/** Why the run holds, since when, what it found, what happens if nobody comes, and every way on. */
export function PauseCard({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const locale = useLocale();
  const duration = useDurationWords();
  const href = useViewHref();
  const { pause, plan } = view.body;
  if (pause === undefined || view.run.state === "ended") return null;
  const { reason, sinceMs, untilMs, data } = pause;
  const values = { canary: plan.canary.name, stable: plan.stable.name };
  const place = places[reason];
  const target = place === "workloads" ? `/services/${plan.service.namespace}/${plan.service.name}` : place;
  // The numbers are below, in the section of the evidence, as they are now.
  const { evidence: _evidence, needs: _needs, step: _step, notBeforeMs, ...rest } = data;
  const facts = factsOf(rest);
  const factName = (path: string) => {
    const key = `pause.fact.${path.replace(/^found\.\d+\./, "")}` as "pause.fact.ref";
    return t.has(key) ? t(key) : path;
  };
  return (
    <section
      className={changeClasses.notice}
      data-tone={reason === "by_person" || reason === "schedule_gate" ? undefined : "force"}
      aria-label={t("pause.title")}
    >
      <p className={changeClasses.noticeTitle}>
        <StatusShape tone="degraded" />
        {t(`pause.reason.${reason}.what`, values)}
      </p>
      <p className={classes.words}>
        {t(`pause.reason.${reason}.why`, values)}{" "}
        {typeof notBeforeMs === "number" ? (
          <strong>{t("pause.notBefore", { time: formatInstant(notBeforeMs, locale) })}</strong>
        ) : null}
      </p>
      {facts.length === 0 ? null : (
        <dl className={changeClasses.facts}>
          {facts.map(({ path, text }) => (
            <div key={path} style={{ display: "contents" }}>
              <dt>{factName(path)}</dt>
              <dd className={changeClasses.value}>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className={classes.words}>
        <strong>{t("pause.ways")}</strong> {t(`pause.reason.${reason}.ways`, values)}
      </p>
      <Group gap={12}>
        <span className={classes.muted}>{t("pause.since", { time: formatInstant(sinceMs, locale) })}</span>
        {untilMs === undefined ? null : (
          <strong>
            {t(`pause.until_${plan.safePath}`, {
              time: formatInstant(untilMs, locale),
              left: duration(untilMs - view.nowMs),
            })}
          </strong>
        )}
        {target === undefined ? null : (
          <Button component={Link} href={href(target)} size="compact-xs" variant="default">
            {t(`pause.place.${reason}` as "pause.place.frozen")}
          </Button>
        )}
      </Group>
    </section>
  );
}
