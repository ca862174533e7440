"use client";
import { useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";

type RunFacts = Pick<CanaryView["run"], "state" | "outcome">;

const stateTones: Readonly<Record<Exclude<RunFacts["state"], "ended">, Tone>> = {
  waiting: "idle",
  running: "info",
  paused: "degraded",
  finishing: "info",
  reverting: "degraded",
};
const outcomeTones: Readonly<Record<NonNullable<RunFacts["outcome"]>, Tone>> = {
  promoted: "ok",
  completed: "ok",
  rolled_back: "failing",
  aborted: "idle",
  stopped: "idle",
  failed: "failing",
};

/** Where the run stands, in one word. */
export function RunStateBadge({ state, outcome }: RunFacts) {
  const t = useTranslations("canaries");
  if (state === "ended") {
    return outcome === undefined ? (
      <StatusBadge tone="unknown" label={t("state.ended")} />
    ) : (
      <StatusBadge tone={outcomeTones[outcome]} label={t(`outcome.${outcome}`)} />
    );
  }
  return <StatusBadge tone={stateTones[state]} label={t(`state.${state}`)} />;
}
