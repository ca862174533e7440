"use client";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { certFactOf } from "./certificate-facts";
import { Remaining } from "@/components/proxies/remaining";
import type { DataColumn } from "@/components/ui/data-table";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { AmbientIdentity } from "@/lib/ambient/model";
import { formatInstant } from "@/lib/format/duration";

const tones: Record<AmbientIdentity["state"], Tone> = {
  available: "ok",
  initializing: "idle",
  unavailable: "failing",
  unknown: "unknown",
};

export function useCertificateColumns(): readonly DataColumn<AmbientIdentity>[] {
  const t = useTranslations("ambient");
  const locale = useLocale();
  return useMemo(
    () => [
      { id: "identity", header: t("col.identity"), width: 320, grow: 2, value: (row) => row.identity },
      {
        id: "state",
        header: t("col.state"),
        width: 120,
        value: (row) => t(`identity.${row.state}`),
        cell: (row) => <StatusBadge tone={tones[row.state]} label={t(`identity.${row.state}`)} />,
      },
      {
        id: "reason",
        header: t("col.reason"),
        width: 200,
        grow: 1,
        value: (row) => row.reason,
        cell: (row) => <span title={row.reason}>{row.reason ?? ""}</span>,
      },
      {
        id: "remaining",
        header: t("col.remaining"),
        width: 120,
        value: (row) => row.chain[0]?.expiresMs,
        cell: (row) =>
          row.chain[0] === undefined ? undefined : <Remaining cert={certFactOf(row.chain[0])} />,
      },
      {
        id: "expires",
        header: t("col.expires"),
        width: 206,
        value: (row) => row.chain[0]?.expiresMs,
        cell: (row) =>
          row.chain[0]?.expiresMs === undefined ? undefined : (
            <span suppressHydrationWarning>{formatInstant(row.chain[0].expiresMs, locale, true)}</span>
          ),
      },
      { id: "chain", header: t("col.chain"), width: 76, align: "end", value: (row) => row.chain.length },
    ],
    [t, locale],
  );
}
