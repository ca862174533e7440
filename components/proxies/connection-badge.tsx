"use client";
import { Tooltip } from "@mantine/core";
import { useTranslations } from "use-intl";
import { SyncBadge } from "./sync-badge";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { ProxyConnection, ProxyRow } from "@/lib/controlplane/proxy-row";

const tones: Record<Exclude<ProxyConnection, "connected">, Tone> = {
  disconnected: "failing",
  no_proxy: "idle",
  no_pod: "info",
  unknown: "unknown",
};

/** A proxy's one-word state: its worst sync state while connected, else why it is not. */
export function ConnectionBadge({ row }: { row: ProxyRow }) {
  const t = useTranslations("proxies");
  if (row.connection === "connected") {
    return row.state === undefined ? (
      <StatusBadge tone="ok" label={t("connection.connected")} />
    ) : (
      <SyncBadge sync={{ state: row.state }} />
    );
  }
  return (
    <Tooltip multiline maw={360} label={t(`connectionHint.${row.connection}`)}>
      <span>
        <StatusBadge
          tone={tones[row.connection]}
          label={row.isAmbient ? t("ambient") : t(`connection.${row.connection}`)}
        />
      </span>
    </Tooltip>
  );
}
