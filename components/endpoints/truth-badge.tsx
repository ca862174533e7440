"use client";
import { useTranslations } from "use-intl";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { TruthCell, TruthState } from "@/lib/endpoints/model";

const tones: Record<TruthState, Tone> = {
  ready: "ok",
  healthy: "ok",
  not_ready: "degraded",
  serving_terminating: "degraded",
  terminating: "idle",
  draining: "idle",
  degraded: "degraded",
  unhealthy: "failing",
  ejected: "failing",
  failed_check: "failing",
  absent: "idle",
  not_applicable: "idle",
  unknown: "unknown",
};

/** What one source says of an address, with its facts on hover. */
export function TruthBadge({ cell }: { cell: TruthCell }) {
  const t = useTranslations("endpoints");
  return (
    <span title={cell.notes.join(" · ")}>
      <StatusBadge tone={tones[cell.state]} label={t(`state.${cell.state}`)} />
    </span>
  );
}
