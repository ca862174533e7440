"use client";
import "@/lib/browser-zod";
import { z } from "zod";
import { useLocale, useTranslations } from "use-intl";
import { ChangeStateBadge } from "@/components/changes/change-state-badge";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { UndoButton } from "@/components/changes/undo-button";
import { useChangeTitle } from "@/components/changes/use-change-title";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatInstant, formatTime } from "@/lib/format/duration";

export type ActivityRow = RouterOutputs["activity"]["list"]["data"][number];

const seenSchema = z.object({
  acks: z.object({ counts: z.object({ rejected: z.number() }), isComplete: z.boolean() }).optional(),
});

function ackWord(row: ActivityRow): "acked" | "spreading" | "rejected" | "unknown" {
  const seen = row.verify === undefined ? undefined : seenSchema.safeParse(JSON.parse(row.verify));
  const acks = seen?.success === true ? seen.data.acks : undefined;
  if (acks === undefined) return "unknown";
  return acks.counts.rejected > 0 ? "rejected" : acks.isComplete ? "acked" : "spreading";
}

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
      value: (row) => t(ackWord(row)),
      cell: (row) => <StatusBadge tone={ackTones[ackWord(row)]} label={t(ackWord(row))} />,
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
