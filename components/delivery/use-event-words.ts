"use client";
import { useTranslations } from "use-intl";
import { eventWords } from "@/components/canaries/event-words";
import { useEventReason } from "@/components/canaries/use-event-reason";
import { useFaultWords } from "@/components/faults/use-fault-words";
import type { ComparedRun } from "@/lib/delivery/compared-run";
import type { RunEvent, RunKind } from "@/lib/delivery/run";

const unnamed = { canary: "", stable: "" };

/** What an event of either kind of run says, in the words of the run's own page. */
export function useRunEventWords(
  kind: RunKind,
  versions: ComparedRun["versions"],
): (event: RunEvent) => string {
  const t = useTranslations();
  const reasonOf = useEventReason(versions ?? unnamed);
  const faults = useFaultWords();
  return (event) => {
    const { actor, data } = event;
    if (kind === "fault") {
      if (event.kind === "strength" && typeof data["index"] === "number") {
        return t("delivery.compare.strength", { index: data["index"] + 1 });
      }
      if (event.kind === "ending" && typeof data["reason"] === "string") {
        return faults.code("ending", data["reason"], { actor });
      }
      if (event.kind === "ended" && typeof data["outcome"] === "string") {
        return faults.code("events.outcome", data["outcome"]);
      }
    }
    const home = kind === "canary" ? "canaries.event" : "faults.events.kind";
    const { key, values, isKnown } = eventWords(event, (one) => t.has(`${home}.${one}` as "canaries.title"));
    if (!isKnown) return event.kind.replaceAll("_", " ");
    const words = t(`${home}.${key}` as "canaries.title", { ...values, strength: values.step });
    const reason = versions === undefined ? undefined : reasonOf(event);
    return reason === undefined ? words : `${words} ${reason}`;
  };
}
