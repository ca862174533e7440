"use client";
import { useTranslations } from "use-intl";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { DelegatedRollout, DelegatedState } from "@/lib/delivery/delegated";

const tones: Readonly<Record<DelegatedState, Tone>> = {
  starting: "info",
  idle: "idle",
  waiting: "degraded",
  running: "info",
  paused: "degraded",
  promoting: "info",
  promoted: "ok",
  aborted: "failing",
  failed: "failing",
  removed: "idle",
  unknown: "unknown",
};

type Props = { readonly rollout: Pick<DelegatedRollout, "state" | "phase" | "stale"> };

/** The state in our words with the controller's own behind it; a stale one says so. */
export function DelegatedStateBadge({ rollout: { state, phase, stale } }: Props) {
  const t = useTranslations("delivery.delegated");
  const word = t(`state.${state}`);
  return (
    <>
      <StatusBadge tone={tones[state]} label={phase === "" ? word : `${word} · ${phase}`} />
      {stale ? <StatusBadge tone="unknown" label={t("stale")} /> : null}
    </>
  );
}
