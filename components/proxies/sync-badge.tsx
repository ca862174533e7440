"use client";
import { Tooltip } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./proxies.module.css";
import { StatusShape } from "@/components/ui/status-shape";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { SyncState, TypeSync } from "@/lib/controlplane/sync";
import { unknownText } from "@/lib/format/measure";

export const syncTone: Record<SyncState, Tone> = {
  synced: "ok",
  stale: "degraded",
  not_sent: "idle",
  error: "failing",
};

/** One xDS type's state by shape, colour and word; a type that is not subscribed is a dash and no failure. */
export function SyncBadge({
  sync,
  isCompact = false,
  isUnknown = false,
}: {
  sync: Pick<TypeSync, "state" | "error"> | undefined;
  /** Without the pill, for tables with a column per type. */
  isCompact?: boolean;
  /** No istiod answered for the proxy: then nothing says that a type is not subscribed. */
  isUnknown?: boolean;
}) {
  const t = useTranslations("proxies");
  if (sync === undefined) {
    const words = isUnknown ? t("sync.unknown") : t("sync.none");
    return (
      <span title={words}>
        <span aria-hidden>{isUnknown ? unknownText : "·"}</span>
        <span className="hd-visually-hidden">{words}</span>
      </span>
    );
  }
  const tone = syncTone[sync.state];
  const label = t(`sync.${sync.state}`);
  const badge = isCompact ? (
    <span className={classes.compact} data-tone={tone}>
      <StatusShape tone={tone} className={classes.shape} />
      {label}
    </span>
  ) : (
    <StatusBadge tone={tone} label={label} />
  );
  return (
    <Tooltip multiline maw={420} label={sync.error ?? t(`syncHint.${sync.state}`)}>
      <span>{badge}</span>
    </Tooltip>
  );
}
