"use client";
import { Tooltip } from "@mantine/core";
import { useTranslations } from "use-intl";
import { StatusBadge } from "@/components/ui/status-badge";

/** Whether changes arrive by themselves, or are asked for. */
export function LiveMark({ isLive }: { isLive: boolean | undefined }) {
  const t = useTranslations("delivery");
  if (isLive === undefined) return null;
  return (
    <Tooltip label={t(isLive ? "liveWhat" : "polledWhat")} multiline maw={300}>
      <span tabIndex={0} role="note">
        <StatusBadge tone={isLive ? "ok" : "unknown"} label={t(isLive ? "live" : "polled")} />
      </span>
    </Tooltip>
  );
}
