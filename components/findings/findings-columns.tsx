"use client";
import { useLocale, useTranslations } from "use-intl";
import classes from "./findings.module.css";
import { SeverityBadge } from "./severity-badge";
import { useCodeTitle, useFindingText } from "./use-finding-text";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import type { DataColumn } from "@/components/ui/data-table";
import { formatAge } from "@/lib/format/duration";

export type FindingRow = RouterOutputs["findings"]["list"]["data"]["rows"][number];

const rank = { error: 3, warning: 2, info: 1 } as const;

/** The day up to which something holds, in the reader's words. */
export function dayText(timeMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(timeMs);
}

/** Who keeps the object, as one text; "" for nobody. */
export function useOwnerText(): (row: FindingRow) => string {
  const t = useTranslations("changes");
  return ({ owners }) => owners.map(({ kind, name }) => `${t(`owners.kind.${kind}`)} ${name}`).join(", ");
}

export function useFindingColumns(nowMs: number): readonly DataColumn<FindingRow>[] {
  const t = useTranslations("findings");
  const c = useTranslations("changes");
  const textOf = useFindingText();
  const titleOf = useCodeTitle();
  const ownerOf = useOwnerText();
  const stateOf = useStateText();
  return [
    {
      id: "severity",
      header: t("severity"),
      value: ({ finding }) => rank[finding.severity],
      cell: ({ finding }) => <SeverityBadge severity={finding.severity} />,
      width: 104,
    },
    {
      id: "code",
      header: t("code"),
      value: ({ finding }) => finding.code,
      cell: ({ finding }) => <code title={titleOf(finding.code)}>{finding.code}</code>,
      width: 92,
    },
    {
      id: "finding",
      header: t("finding"),
      value: ({ finding }) => textOf(finding),
      cell: (row) => (
        <span
          title={textOf(row.finding)}
          className={row.suppressed === undefined ? undefined : classes.quiet}
        >
          {textOf(row.finding)}
          {row.suppressed === undefined ? null : ` · ${stateOf(row)}`}
        </span>
      ),
      width: 240,
      grow: 4,
    },
    {
      id: "object",
      header: t("object"),
      value: ({ finding }) => `${finding.object.name} ${finding.object.kind}`,
      cell: ({ finding: { object } }) => (
        <span title={`${object.kind} ${object.name}`}>
          {object.name} <span className={classes.kind}>{object.kind}</span>
        </span>
      ),
      width: 120,
      grow: 2,
    },
    {
      id: "namespace",
      header: t("namespace"),
      value: ({ finding }) => finding.object.namespace,
      width: 112,
    },
    {
      id: "owner",
      header: t("owner"),
      value: (row) => ownerOf(row) || c("owners.none"),
      cell: (row) => ownerOf(row) || "—",
      width: 96,
      grow: 1,
    },
    {
      id: "age",
      header: t("age"),
      value: ({ createdAtMs }) => (createdAtMs === undefined ? undefined : nowMs - createdAtMs),
      cell: ({ createdAtMs }) => (createdAtMs === undefined ? "—" : formatAge(nowMs - createdAtMs)),
      align: "end",
      width: 108,
    },
  ];
}

/** Whether a finding counts, and if not until when. */
function useStateText(): (row: FindingRow) => string {
  const t = useTranslations("findings");
  const locale = useLocale();
  return ({ suppressed }) => {
    if (suppressed === undefined) return t("counted");
    if (suppressed.by === "annotation") return t("suppressedByAnnotation");
    return t("suppressedUntil", { date: dayText(suppressed.suppression.expiresAtMs, locale) });
  };
}
