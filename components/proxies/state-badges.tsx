"use client";
import { useTranslations } from "use-intl";
import classes from "./proxies.module.css";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { ResourceState } from "@/lib/proxies/resource";

const tones: Record<ResourceState, Tone> = {
  static: "idle",
  active: "ok",
  warming: "degraded",
  draining: "idle",
  error: "failing",
};

/** Where a resource is in its life; several at once are possible. */
export function StateBadges({ states }: { states: readonly ResourceState[] }) {
  const t = useTranslations("proxies");
  return (
    <span className={classes.badges}>
      {states.map((state) => (
        <StatusBadge key={state} tone={tones[state]} label={t(`state.${state}`)} />
      ))}
    </span>
  );
}
