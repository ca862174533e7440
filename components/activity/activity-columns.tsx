"use client";
import { useLocale, useTranslations } from "use-intl";
import { ChangeStateBadge } from "@/components/changes/change-state-badge";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { UndoButton } from "@/components/changes/undo-button";
import { useChangeTitle } from "@/components/changes/use-change-title";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { seenAcks } from "@/lib/changes/seen-acks";
import { formatInstant, formatTime } from "@/lib/format/duration";

export type ActivityRow = RouterOutputs["activity"]["list"]["data"][number];

const ackTones = { acked: "ok", spreading: "degraded", rejected: "failing", unknown: "unknown" } as const;

/** Who, when, why, what, and what came of it. */
export function useActivityColumns(nowMs: number): readonly DataColumn<ActivityRow>[] {
  const t = useTranslations("activity");
  const c = useTranslations("changes");
  const locale = useLocale();
  const titleOf = useChangeTitle();
  const href = useViewHref();
  return [
    {
      id: "when",
      header: t("when"),
      value: (row) => row.startedAtMs,
      cell: (row) => (
        <time
          className="hd-num"
          dateTime={new Date(row.startedAtMs).toISOString()}
          title={formatInstant(row.startedAtMs, locale)}
        >
          {formatTime(row.startedAtMs, locale, nowMs === 0 ? row.startedAtMs : nowMs)}
        </time>
      ),
      width: 120,
    },
    { id: "who", header: t("who"), value: (row) => row.actor, width: 110 },
    {
      id: "what",
      header: t("what"),
      value: titleOf,
      cell: (row) => (
        <Link title={titleOf(row)} href={href(`/activity/${row.id}`)}>
          {titleOf(row)}
        </Link>
      ),
      width: 200,
      grow: 2,
    },
    { id: "why", header: t("why"), value: (row) => row.reason, width: 100, grow: 1 },
    {
      id: "state",
      header: t("state"),
      value: (row) => c(`state.${row.state}`),
      cell: (row) => <ChangeStateBadge state={row.state} />,
      width: 116,
    },
    {
      id: "proxies",
      header: t("proxies"),
      value: (row) => t(seenAcks(row.verify)),
      cell: (row) => <StatusBadge tone={ackTones[seenAcks(row.verify)]} label={t(seenAcks(row.verify))} />,
      width: 128,
    },
    {
      id: "undo",
      header: c("undo"),
      value: () => undefined,
      cell: (row) => <UndoButton change={row} />,
      sortable: false,
      width: 100,
    },
  ];
}
