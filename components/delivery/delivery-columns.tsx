"use client";
import { Checkbox, Tooltip } from "@mantine/core";
import { useLocale, useTranslations } from "use-intl";
import classes from "./delivery.module.css";
import { rowTarget } from "./row-path";
import { StateBadge, useStateWord } from "./state-badge";
import { useCode, useEvidenceWords, useFaultWords } from "./use-evidence-words";
import { WeightBar } from "./weight-bar";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { runDurationMs, type DeliveryRow } from "@/lib/delivery/list-row";
import { formatAge, formatInstant, formatTime } from "@/lib/format/duration";

const nameOf = ({ service }: DeliveryRow) => `${service.namespace}/${service.name}`;

type Options = {
  readonly nowMs: number;
  readonly picked: readonly string[];
  readonly onPick: (runId: string, isPicked: boolean) => void;
};

/** A line of everything that moves traffic or breaks it. */
export function useDeliveryColumns(options: Options): readonly DataColumn<DeliveryRow>[] {
  const { nowMs } = options;
  const t = useTranslations("delivery");
  const locale = useLocale();
  const href = useViewHref();
  const stateWord = useStateWord();
  const evidenceWords = useEvidenceWords();
  const timeColumn = useTimeColumn(locale, nowMs);
  const pick = usePickColumn(options);
  return [
    pick,
    {
      id: "service",
      header: t("column.service"),
      value: nameOf,
      cell: (row) => {
        const { path, params } = rowTarget(row);
        return (
          <Link className={classes.ellipsis} href={href(path, params)} title={nameOf(row)}>
            {nameOf(row)}
          </Link>
        );
      },
      width: 130,
      grow: 1,
    },
    { id: "kind", header: t("column.kind"), value: ({ kind }) => t(`kind.${kind}`), width: 92 },
    { id: "owner", header: t("column.owner"), value: ({ owner }) => t(`owner.${owner}`), width: 118 },
    {
      id: "state",
      header: t("column.state"),
      value: stateWord,
      cell: (row) => <StateCell row={row} />,
      width: 124,
    },
    {
      id: "traffic",
      header: t("column.traffic"),
      value: (row) => sharesText(row),
      cell: (row) =>
        row.weights === undefined && row.canaryPercent === undefined ? null : <WeightBar row={row} />,
      width: 184,
      grow: 1,
    },
    {
      id: "evidence",
      header: t("column.evidence"),
      value: evidenceWords,
      cell: (row) => <EvidenceCell row={row} nowMs={nowMs} words={evidenceWords(row)} />,
      width: 170,
      grow: 2,
    },
    timeColumn,
    {
      id: "duration",
      header: t("column.duration"),
      value: (row) => (row.kind === "rollout" ? undefined : runDurationMs(row, nowMs)),
      cell: (row) => {
        const ms = row.kind === "rollout" ? undefined : runDurationMs(row, nowMs);
        return ms === undefined ? null : <span className="hd-num">{formatAge(ms)}</span>;
      },
      align: "end",
      width: 96,
    },
    { id: "by", header: t("column.by"), value: ({ createdBy }) => createdBy, width: 100 },
  ];
}

function sharesText({ weights, canaryPercent }: DeliveryRow): string | undefined {
  if (weights === undefined) return canaryPercent === undefined ? undefined : `${canaryPercent}%`;
  return weights
    .map(({ name, weightPercent }) => `${name} ${Math.round(weightPercent * 100) / 100}%`)
    .join(", ");
}

function useTimeColumn(locale: string, nowMs: number): DataColumn<DeliveryRow> {
  const t = useTranslations("delivery");
  const at = (row: DeliveryRow) => row.startedAtMs ?? row.createdAtMs;
  return {
    id: "started",
    header: t("column.started"),
    value: at,
    cell: (row) => {
      const ms = at(row);
      if (ms === undefined) return null;
      return (
        <time className="hd-num" dateTime={new Date(ms).toISOString()} title={formatInstant(ms, locale)}>
          {formatTime(ms, locale, nowMs)}
        </time>
      );
    },
    width: 100,
  };
}

function usePickColumn({ picked, onPick }: Options): DataColumn<DeliveryRow> {
  const t = useTranslations("delivery");
  const isPicked = ({ runId }: DeliveryRow) => runId !== undefined && picked.includes(runId);
  return {
    id: "compare",
    header: t("column.compare"),
    value: (row) => (row.owner !== "heddle" ? undefined : isPicked(row) ? 1 : 0),
    cell: (row) =>
      row.runId === undefined || row.owner !== "heddle" ? null : (
        <Checkbox
          size="xs"
          checked={isPicked(row)}
          aria-label={t("compare.pick", { title: nameOf(row) })}
          onClick={(event) => event.stopPropagation()}
          onChange={(event) => onPick(row.runId ?? "", event.currentTarget.checked)}
        />
      ),
    width: 88,
  };
}

function StateCell({ row }: { row: DeliveryRow }) {
  const code = useCode();
  const reason = row.pauseReason ?? row.endingReason;
  if (reason === undefined) return <StateBadge row={row} />;
  return (
    <Tooltip label={code("reason", reason)}>
      <span tabIndex={0} role="note">
        <StateBadge row={row} />
      </span>
    </Tooltip>
  );
}

/** Istio's faults never end by themselves: one that nobody will remove is said so. */
function EvidenceCell({ row, nowMs, words }: { row: DeliveryRow; nowMs: number; words: string | undefined }) {
  const t = useTranslations("delivery");
  const locale = useLocale();
  const faultWords = useFaultWords();
  if (row.kind !== "fault" || row.fault === undefined) {
    return (
      <span className={classes.ellipsis} title={words}>
        {words}
      </span>
    );
  }
  const { expiresAtMs } = row;
  return (
    <span className={classes.cellRow}>
      <span className={classes.ellipsis}>{faultWords(row.fault)}</span>
      {expiresAtMs === undefined ? (
        <Tooltip label={t("fault.noExpiryWhat")} multiline maw={320}>
          <span tabIndex={0} role="note">
            <StatusBadge tone="degraded" label={t("fault.noExpiry")} />
          </span>
        </Tooltip>
      ) : expiresAtMs < nowMs ? (
        <StatusBadge tone="failing" label={t("fault.overdue", { time: formatTime(expiresAtMs, locale) })} />
      ) : (
        <span className={classes.muted}>{t("fault.until", { time: formatTime(expiresAtMs, locale) })}</span>
      )}
    </span>
  );
}
