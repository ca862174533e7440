"use client";
import { usePhrases } from "@/components/ui/use-phrases";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { DeliveryState, deliveryWord } from "./delivery-state";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { runPath } from "@/components/faults/run-path";
import { useTRPC } from "@/components/query/trpc";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { formatInstant, formatTime } from "@/lib/format/duration";

export type MessageRow = RouterOutputs["delivery"]["notifications"]["read"]["deliveries"][number];

/** A message, where it went, and how that went. */
export function useMessageColumns(nowMs: number): readonly DataColumn<MessageRow>[] {
  const t = useTranslations("delivery");
  const locale = useLocale();
  const href = useViewHref();
  const time = (ms: number | undefined) =>
    ms === undefined ? null : (
      <time className="hd-num" dateTime={new Date(ms).toISOString()} title={formatInstant(ms, locale)}>
        {formatTime(ms, locale, nowMs)}
      </time>
    );
  return [
    {
      id: "created",
      header: t("settings.created"),
      value: ({ createdAtMs }) => createdAtMs,
      cell: ({ createdAtMs }) => time(createdAtMs),
      width: 120,
    },
    { id: "channel", header: t("settings.channel"), value: ({ channel }) => channel, width: 130 },
    {
      id: "message",
      header: t("settings.message"),
      value: ({ title }) => title,
      cell: ({ title, run }) =>
        run === undefined ? title : <Link href={href(runPath(run.kind, run.id))}>{title}</Link>,
      width: 220,
      grow: 2,
    },
    {
      id: "state",
      header: t("column.state"),
      value: (row) => t(`settings.state.${deliveryWord(row)}`),
      cell: (row) => <DeliveryState {...row} />,
      width: 130,
    },
    {
      id: "attempts",
      header: t("settings.attempts"),
      value: ({ attempts }) => attempts,
      align: "end",
      width: 90,
    },
    {
      id: "next",
      header: t("settings.next"),
      value: ({ nextAtMs }) => nextAtMs,
      cell: ({ nextAtMs }) => time(nextAtMs),
      width: 120,
    },
    { id: "error", header: t("settings.error"), value: ({ error }) => error, width: 180, grow: 2 },
    {
      id: "retry",
      header: t("settings.retry"),
      value: () => undefined,
      cell: (row) => (row.state === "sent" ? null : <RetryButton row={row} />),
      sortable: false,
      width: 120,
    },
  ];
}

function RetryButton({ row }: { row: MessageRow }) {
  const t = useTranslations("delivery");
  const phrases = usePhrases();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const retry = useMutation(
    trpc.delivery.notifications.retry.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.delivery.notifications.read.pathFilter()),
    }),
  );
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={retry.isPending}
      title={retry.error === null ? undefined : phrases.error(retry.error)}
      aria-label={t("settings.retryOf", { what: row.title, channel: row.channel })}
      onClick={(event) => {
        event.stopPropagation();
        retry.mutate({ id: row.id });
      }}
    >
      {t("settings.retry")}
    </Button>
  );
}
