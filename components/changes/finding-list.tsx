"use client";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import { StatusBadge } from "@/components/ui/status-badge";
import type { Finding } from "@/lib/config/finding";
import { printObjectRef } from "@/lib/mesh/object-ref";

const tones = { error: "failing", warning: "degraded", info: "info" } as const;
type Row = { readonly finding: Finding; readonly isNew?: boolean };

/** What the rules say, worst first, each with its code and object. */
export function FindingList({ rows }: { rows: readonly Row[] }) {
  const t = useTranslations("changes");
  if (rows.length === 0) return <span className={classes.muted}>{t("findings.none")}</span>;
  const rank = { error: 0, warning: 1, info: 2 };
  const sorted = rows.toSorted((left, right) => rank[left.finding.severity] - rank[right.finding.severity]);
  return (
    <ul className={classes.list}>
      {sorted.map(({ finding, isNew }) => (
        <li key={`${finding.code} ${printObjectRef(finding.object)} ${finding.path}`}>
          <StatusBadge tone={tones[finding.severity]} label={t(`severity.${finding.severity}`)} />{" "}
          <code>{finding.code}</code> <FindingText finding={finding} />{" "}
          <span className={classes.muted}>
            {printObjectRef(finding.object)} <code>{finding.path}</code>
          </span>{" "}
          {isNew === undefined ? null : (
            <span className={classes.tag}>{t(isNew ? "findings.new" : "findings.old")}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function FindingText({ finding }: { finding: Finding }) {
  const t = useTranslations("changes");
  const key = `finding.${finding.code}` as "finding.HD0001";
  const params = { sum: "", variant: "", ...finding.params };
  return <span>{t.has(key) ? t(key, params) : finding.message}</span>;
}
