"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import { factsOf } from "./data-facts";
import { eventWords } from "./event-words";
import { useEventReason } from "./use-event-reason";
import classes from "./run.module.css";
import changeClasses from "@/components/changes/changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { download } from "@/components/ui/download";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { formatInstant } from "@/lib/format/duration";

const firstShown = 12;
type Event = CanaryView["events"][number];

/** Every decision and act, newest first, with the evidence of its moment. */
export function EventList({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const [isAll, setAll] = useState(false);
  const events = view.events.toSorted((left, right) => right.seq - left.seq);
  const shown = isAll ? events : events.slice(0, firstShown);
  return (
    <Section
      title={t("events.title")}
      actions={
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={13} aria-hidden />}
          onClick={() =>
            download(`canary-${view.run.id}.json`, JSON.stringify(view, null, 2), "application/json")
          }
        >
          {t("events.export")}
        </Button>
      }
    >
      {events.length === 0 ? <p className={classes.note}>{t("events.none")}</p> : null}
      <ol className={classes.events}>
        {shown.map((event) => (
          <EventRow key={event.seq} event={event} view={view} />
        ))}
      </ol>
      {events.length > firstShown && !isAll ? (
        <Button size="compact-xs" variant="default" onClick={() => setAll(true)}>
          {t("events.all", { count: events.length })}
        </Button>
      ) : null}
    </Section>
  );
}

function EventRow({ event, view }: { event: Event; view: CanaryView }) {
  const t = useTranslations("canaries");
  const locale = useLocale();
  const href = useViewHref();
  const { kind, atMs, actor, data } = event;
  const { plan } = view.body;
  const { key, values, isKnown } = eventWords(event, (one) => t.has(`event.${one}` as "event.started"));
  const reason = useEventReason({ canary: plan.canary.name, stable: plan.stable.name })(event);
  const said = plainText(data["reason"]);
  const facts = factsOf(data);
  const changeIds = Array.isArray(data["changeIds"])
    ? data["changeIds"].filter((id) => typeof id === "string")
    : [];
  return (
    <li>
      <span className={classes.eventTime}>
        {formatInstant(atMs, locale)}
        <span className={classes.eventActor}>
          {t("events.by", { name: actor === "heddle" ? t("events.console") : actor })}
        </span>
      </span>
      <span className={classes.eventBody}>
        <span>
          {isKnown ? t(`event.${key}` as "event.started", values) : kind.replaceAll("_", " ")} {reason}{" "}
          {kind.startsWith("act_") && said !== "" ? <q>{said}</q> : null}{" "}
          {changeIds.map((id) => (
            <Link key={id} className={classes.link} href={href(`/activity/${id}`)}>
              {t("events.change")}
            </Link>
          ))}
        </span>
        {facts.length === 0 ? null : (
          <details className={classes.eventData}>
            <summary>{t("events.evidence")}</summary>
            <dl className={changeClasses.facts}>
              {facts.map(({ path, text }) => (
                <div key={path} style={{ display: "contents" }}>
                  <dt>{path}</dt>
                  <dd className={changeClasses.value}>{text}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </span>
    </li>
  );
}

function plainText(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}
