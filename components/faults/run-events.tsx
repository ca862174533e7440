"use client";
import { useLocale, useTranslations } from "use-intl";
import type { ExperimentDetail } from "./detail";
import classes from "./faults.module.css";
import { exactPercent } from "./plan-figures";
import { fullPercent } from "./ramp-presets";
import { useFaultWords } from "./use-fault-words";
import changeClasses from "@/components/changes/changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { formatTime } from "@/lib/format/duration";

type RunEvent = ExperimentDetail["events"][number];

/** What happened, newest first, each with the evidence of its moment. */
export function RunEvents({ detail }: { detail: ExperimentDetail }) {
  const t = useTranslations("faults.events");
  return (
    <Section title={t("title")}>
      {detail.events.length === 0 ? (
        <span className={changeClasses.muted}>{t("none")}</span>
      ) : (
        <ol className={classes.events}>
          {detail.events.toReversed().map((event) => (
            <EventItem key={event.seq} event={event} detail={detail} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function EventItem({ event, detail }: { event: RunEvent; detail: ExperimentDetail }) {
  const t = useTranslations("faults.events");
  const locale = useLocale();
  const href = useViewHref();
  const text = useEventText(detail)(event);
  const { atMs, actor, data } = event;
  const by = actor === "heddle" ? t("itself") : actor;
  const changeIds = Array.isArray(data["changeIds"])
    ? data["changeIds"].filter((id): id is string => typeof id === "string")
    : [];
  return (
    <li className={classes.event}>
      <time dateTime={new Date(atMs).toISOString()} className="hd-num">
        {formatTime(atMs, locale, detail.nowMs)}
      </time>
      <div className={classes.eventBody}>
        <span>
          {text} {text.includes(by) ? null : <span className={changeClasses.muted}>· {by}</span>}
        </span>
        {changeIds.map((id) => (
          <Link key={id} className={changeClasses.link} href={href(`/activity/${id}`)}>
            {t("change")}
          </Link>
        ))}
        {Object.keys(data).length === 0 ? null : (
          <details className={classes.evidence}>
            <summary>{t("evidence")}</summary>
            <pre tabIndex={0}>{JSON.stringify(data, null, 2)}</pre>
          </details>
        )}
      </div>
    </li>
  );
}

function useEventText({ run, strengths }: ExperimentDetail): (event: RunEvent) => string {
  const t = useTranslations("faults.events");
  const words = useFaultWords();
  return ({ kind, actor, data }) => {
    if (kind === "strength") {
      const share = strengths.find(({ index }) => index === data["index"])?.share;
      const full = fullPercent(run.body.plan.fault);
      const strength = share === undefined || full === undefined ? "—" : exactPercent(share * full);
      return t("kind.strength", { strength });
    }
    if (kind === "ending" && typeof data["reason"] === "string") {
      return words.code("ending", data["reason"], { actor });
    }
    if (kind === "ended" && typeof data["outcome"] === "string") {
      return words.code("events.outcome", data["outcome"]);
    }
    const attempt = typeof data["attempt"] === "number" ? String(data["attempt"]) : "";
    const message = typeof data["message"] === "string" ? data["message"] : "";
    return words.code("events.kind", kind, { attempt, message });
  };
}
