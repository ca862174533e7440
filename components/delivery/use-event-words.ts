"use client";
import { useTranslations } from "use-intl";
import { eventWords } from "@/components/canaries/event-words";
import type { RunEvent, RunKind } from "@/lib/delivery/run";

/** What an event of either kind of run says, in the words of the run's own page. */
export function useRunEventWords(): (kind: RunKind, event: RunEvent) => string {
  const t = useTranslations();
  return (kind, event) => {
    const home = kind === "canary" ? "canaries.event" : "faults.events.kind";
    const { key, values, isKnown } = eventWords(event, (one) => t.has(`${home}.${one}` as "canaries.title"));
    if (!isKnown) return event.kind.replaceAll("_", " ");
    return t(`${home}.${key}` as "canaries.title", { ...values, strength: values.step });
  };
}
