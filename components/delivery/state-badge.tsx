"use client";
import { useTranslations } from "use-intl";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { DeliveryRow } from "@/lib/delivery/list-row";

const stateTones: Readonly<Record<DeliveryRow["state"], Tone>> = {
  waiting: "idle",
  running: "info",
  paused: "degraded",
  finishing: "info",
  reverting: "degraded",
  ended: "idle",
  standing: "idle",
  starting: "info",
  idle: "idle",
  promoting: "info",
  promoted: "ok",
  aborted: "failing",
  failed: "failing",
  removed: "idle",
  unknown: "unknown",
};

const outcomeTones: Readonly<Record<NonNullable<DeliveryRow["outcome"]>, Tone>> = {
  promoted: "ok",
  completed: "ok",
  rolled_back: "failing",
  aborted: "idle",
  stopped: "degraded",
  failed: "failing",
};

type Facts = Pick<DeliveryRow, "state" | "outcome"> & Partial<Pick<DeliveryRow, "kind">>;

/** The state in a word; of what has ended, how. */
export function useStateWord(): (row: Facts) => string {
  const t = useTranslations("delivery");
  return ({ state, outcome }) =>
    state === "ended" && outcome !== undefined ? t(`outcome.${outcome}`) : t(`state.${state}`);
}

export function StateBadge({ row }: { row: Facts }) {
  const word = useStateWord();
  return <StatusBadge tone={toneOf(row)} label={word(row)} />;
}

/** Another controller's rollout that waits, waits for a person; a run of ours may wait for its time. */
function toneOf({ state, outcome, kind }: Facts): Tone {
  if (state === "ended" && outcome !== undefined) return outcomeTones[outcome];
  return kind === "rollout" && state === "waiting" ? "degraded" : stateTones[state];
}
