"use client";
import { useTranslations } from "use-intl";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { ChangeObject, ChangeState } from "@/lib/changes/change";

const stateTones: Record<ChangeState, Tone> = {
  applying: "info",
  applied: "ok",
  failed: "failing",
  partial: "degraded",
  interrupted: "unknown",
  undone: "idle",
};
const resultTones: Record<ChangeObject["result"], Tone> = {
  pending: "idle",
  writing: "unknown",
  written: "ok",
  failed: "failing",
  unknown: "unknown",
};

export function ChangeStateBadge({ state }: { state: ChangeState }) {
  const t = useTranslations("changes");
  return <StatusBadge tone={stateTones[state]} label={t(`state.${state}`)} />;
}

export function ObjectResultBadge({ result }: { result: ChangeObject["result"] }) {
  const t = useTranslations("changes");
  return <StatusBadge tone={resultTones[result]} label={t(`result.${result}`)} />;
}
