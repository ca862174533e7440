"use client";
import { useLocale, useTranslations } from "use-intl";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatTime } from "@/lib/format/duration";

type Detail = RouterOutputs["delegated"]["read"]["data"];
type Entry = {
  readonly key: string;
  readonly atMs: number | undefined;
  readonly source: "condition" | "event";
  readonly what: string;
  readonly message: string | undefined;
};

/** What the controller said: its conditions and, where they may be read, the cluster's events about the object. */
export function DelegatedTimeline({ detail }: { detail: Detail }) {
  const t = useTranslations("delivery.delegated");
  const locale = useLocale();
  const { rollout, events, nowMs } = detail;
  const entries: readonly Entry[] = [
    ...rollout.conditions.map(({ type, status, reason, message, atMs }) => ({
      key: `condition/${type}`,
      atMs,
      source: "condition" as const,
      what: `${type}=${status}${reason === undefined ? "" : ` (${reason})`}`,
      message,
    })),
    ...(events ?? []).map(({ key, atMs, reason, message }) => ({
      key: `event/${key}`,
      atMs,
      source: "event" as const,
      what: reason,
      message,
    })),
  ];
  const columns: readonly DataColumn<Entry>[] = [
    {
      id: "time",
      header: t("events.time"),
      value: ({ atMs }) => atMs,
      cell: ({ atMs }) => (atMs === undefined ? "—" : formatTime(atMs, locale, nowMs)),
      width: 110,
    },
    { id: "source", header: t("events.source"), value: ({ source }) => t(`events.${source}`), width: 90 },
    {
      id: "what",
      header: t("events.what"),
      value: ({ what }) => what,
      cell: ({ what }) => <span title={what}>{what}</span>,
      width: 190,
      grow: 1,
    },
    {
      id: "message",
      header: t("events.message"),
      value: ({ message }) => message,
      cell: ({ message }) => <span title={message}>{message ?? "—"}</span>,
      grow: 1,
    },
  ];
  if (entries.length === 0) {
    return <EmptyState title={t("events.none")} reason={t("events.noneReason")} />;
  }
  return (
    <DataTable
      rows={entries}
      columns={columns}
      rowKey={({ key }) => key}
      caption={t("events.title")}
      urlKey="events"
      initialSort={{ id: "time", desc: true }}
      exportName="events"
      maxHeight={320}
    />
  );
}
