"use client";
import { useLocale, useTranslations } from "use-intl";
import classes from "./delivery.module.css";
import { useRunEventWords } from "./use-event-words";
import { Section } from "@/components/ui/section";
import type { ComparedRun } from "@/lib/delivery/compared-run";
import { formatElapsed, formatInstant } from "@/lib/format/duration";

type Sides = { readonly left: ComparedRun; readonly right: ComparedRun };

/** What happened in both, each by its own clock: the time since its first write. */
export function CompareTimeline({ left, right }: Sides) {
  const t = useTranslations("delivery");
  return (
    <Section title={t("compare.timeline")}>
      <div className={classes.timelines}>
        <Timeline run={left} label={t("compare.left")} />
        <Timeline run={right} label={t("compare.right")} />
      </div>
    </Section>
  );
}

function Timeline({ run, label }: { run: ComparedRun; label: string }) {
  const locale = useLocale();
  const { row, events } = run;
  const fromMs = row.startedAtMs ?? row.createdAtMs ?? 0;
  const words = useRunEventWords(row.kind === "canary" ? "canary" : "fault", run.versions);
  return (
    <div>
      <h3 className={classes.side}>{label}</h3>
      <ol className={classes.timeline}>
        {events.map((event) => (
          <li key={event.seq}>
            <time
              className={classes.time}
              dateTime={new Date(event.atMs).toISOString()}
              title={formatInstant(event.atMs, locale)}
            >
              {event.atMs >= fromMs
                ? `+${formatElapsed(event.atMs - fromMs)}`
                : `−${formatElapsed(fromMs - event.atMs)}`}
            </time>
            <span>{words(event)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
