"use client";
import { useTranslations } from "use-intl";
import type { WorkloadPosture } from "./outputs";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";

export type AccessWord = "closed" | "denies" | "open" | "custom" | "unknown";

const tones: Readonly<Record<AccessWord, Tone>> = {
  closed: "ok",
  denies: "info",
  custom: "info",
  open: "idle",
  unknown: "unknown",
};

/** Who decides on requests, in one word: an ALLOW closes the rest, a DENY only takes away. */
export function accessWord(access: WorkloadPosture["access"]): AccessWord {
  if (access === undefined) return "unknown";
  if (access.isClosed) return "closed";
  const enforced = access.policies.filter(({ isTrial }) => !isTrial);
  if (enforced.some(({ action }) => action === "CUSTOM")) return "custom";
  return enforced.some(({ action }) => action === "DENY") ? "denies" : "open";
}

export function AccessBadge({ access }: Pick<WorkloadPosture, "access">) {
  const t = useTranslations("security");
  const word = accessWord(access);
  return <StatusBadge tone={tones[word]} label={t(`access.${word}`)} />;
}
