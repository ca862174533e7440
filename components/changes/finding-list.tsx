"use client";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import { useObjectHref } from "@/components/config/config-columns";
import { SeverityBadge } from "@/components/findings/severity-badge";
import { useCodeTitle, useFindingText } from "@/components/findings/use-finding-text";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import type { Finding } from "@/lib/config/finding";
import { printObjectRef } from "@/lib/mesh/object-ref";

type Row = { readonly finding: Finding; readonly isNew?: boolean };

/** What the rules say, worst first: text, code with its documentation, object, path. */
export function FindingList({ rows }: { rows: readonly Row[] }) {
  const t = useTranslations("changes");
  const href = useViewHref();
  const hrefOf = useObjectHref();
  const textOf = useFindingText();
  const titleOf = useCodeTitle();
  if (rows.length === 0) return <span className={classes.muted}>{t("findings.none")}</span>;
  const rank = { error: 0, warning: 1, info: 2 };
  const sorted = rows.toSorted((left, right) => rank[left.finding.severity] - rank[right.finding.severity]);
  return (
    <ul className={classes.list}>
      {sorted.map(({ finding, isNew }) => (
        <li key={`${finding.code} ${printObjectRef(finding.object)} ${finding.path} ${finding.message}`}>
          <SeverityBadge severity={finding.severity} />{" "}
          <Link
            className={classes.link}
            href={href("/findings", { code: finding.code })}
            title={titleOf(finding.code)}
          >
            <code>{finding.code}</code>
          </Link>{" "}
          {textOf(finding)}{" "}
          <span className={classes.muted}>
            <Link className={classes.link} href={hrefOf(finding.object)}>
              {printObjectRef(finding.object)}
            </Link>{" "}
            <code>{finding.path}</code>
          </span>{" "}
          {isNew === undefined ? null : (
            <span className={classes.tag}>{t(isNew ? "findings.new" : "findings.old")}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
