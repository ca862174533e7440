"use client";
import { Link } from "@/components/ui/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Age } from "./age";
import { ConnectionBadge } from "./connection-badge";
import classes from "./proxies.module.css";
import { SyncBadge } from "./sync-badge";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import type { ProxyRow } from "@/lib/controlplane/proxy-row";
import { xdsTypes, type XdsType } from "@/lib/controlplane/sync";
import { rejections } from "@/lib/controlplane/sync-state";

const rank = { error: 0, stale: 1, synced: 4, not_sent: 5 } as const;
const connectionRank = { disconnected: 2, unknown: 3, connected: 4, no_pod: 6, no_proxy: 7 } as const;
const alwaysShown: readonly XdsType[] = ["cds", "lds", "eds", "rds"];

/** Envoy's words of the first refused type, with the type's name. */
export function refusalWords(row: ProxyRow): string | undefined {
  const refused = rejections(row.types);
  return refused.length === 0
    ? undefined
    : refused.map(({ type, sync }) => `${type.toUpperCase()}: ${sync.error ?? ""}`).join("\n");
}

export function proxyHref(row: Pick<ProxyRow, "namespace" | "pod">): string {
  return `/proxies/${encodeURIComponent(row.namespace)}/${encodeURIComponent(row.pod)}`;
}

/** Columns of the proxy list; xDS types beyond the usual four, and Envoy's words, appear when some proxy has them. */
export function useProxyColumns(rows: readonly ProxyRow[]): readonly DataColumn<ProxyRow>[] {
  const t = useTranslations("proxies");
  const href = useViewHref();
  const typesKey = xdsTypes
    .filter((type) => alwaysShown.includes(type) || rows.some((row) => row.types[type] !== undefined))
    .join();
  const hasRefusal = rows.some((row) => refusalWords(row) !== undefined);
  return useMemo(() => {
    const typeColumn = (type: string): DataColumn<ProxyRow> => ({
      id: type,
      header: type.toUpperCase(),
      width: 94,
      value: (row) => row.types[type as XdsType]?.state,
      text: (row) => {
        const state = row.types[type as XdsType]?.state;
        return state === undefined ? undefined : t(`sync.${state}`);
      },
      cell: (row) => (
        <SyncBadge isCompact sync={row.types[type as XdsType]} isUnknown={row.connection === "unknown"} />
      ),
    });
    const refusal: DataColumn<ProxyRow> = {
      id: "error",
      header: t("col.error"),
      width: 240,
      value: refusalWords,
      cell: (row) => {
        const words = refusalWords(row);
        return words === undefined ? null : (
          <div className={classes.words} title={words}>
            {words}
          </div>
        );
      },
    };
    return [
      {
        id: "pod",
        header: t("col.pod"),
        width: 258,
        value: (row) => row.pod,
        cell: (row) => (
          <Link title={row.pod} href={href(proxyHref(row))}>
            {row.pod}
          </Link>
        ),
      },
      { id: "namespace", header: t("col.namespace"), width: 104, value: (row) => row.namespace },
      { id: "workload", header: t("col.workload"), width: 136, value: (row) => row.workload },
      {
        id: "state",
        header: t("col.state"),
        width: 112,
        value: (row) =>
          `${row.connection === "connected" && row.state !== undefined ? rank[row.state] : connectionRank[row.connection]} ${row.connection}`,
        text: (row) =>
          row.connection === "connected" && row.state !== undefined
            ? t(`sync.${row.state}`)
            : t(`connection.${row.connection}`),
        cell: (row) => <ConnectionBadge row={row} />,
      },
      ...(hasRefusal ? [refusal] : []),
      ...typesKey.split(",").map(typeColumn),
      {
        id: "type",
        header: t("col.type"),
        width: 76,
        value: (row) => (row.type === "" ? undefined : row.type),
      },
      {
        id: "version",
        header: t("col.version"),
        width: 92,
        value: (row) => row.version,
        cell: (row) =>
          row.skew === undefined || row.skew === 0 ? (
            row.version
          ) : (
            <span
              title={row.skew > 0 ? t("skewOlder", { count: row.skew }) : t("skewNewer")}
              style={{ color: row.isSkewUnsupported ? "var(--hd-failing)" : "var(--hd-degraded)" }}
            >
              {row.version} {row.skew > 0 ? `−${row.skew}` : `+${-row.skew}`}
            </span>
          ),
      },
      {
        id: "lastSent",
        header: t("col.lastSent"),
        width: 88,
        align: "end",
        value: (row) => row.lastSentMs,
        cell: (row) => <Age timeMs={row.lastSentMs} />,
      },
      { id: "replica", header: t("col.replica"), width: 130, grow: 1, value: (row) => row.replica },
    ];
  }, [t, href, typesKey, hasRefusal]);
}
