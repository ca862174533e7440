"use client";
import { useLocale, useTranslations } from "use-intl";
import classes from "./diff.module.css";
import type { DiffData, DiffSummaryData } from "./outputs";
import { CopyButton } from "@/components/ui/copy-button";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatTime } from "@/lib/format/duration";

const shownHash = 12;

/** How alike the two sides are, with the proof: hashes, tallies, and what could not be compared. */
export function DiffSummary({ summary, data }: { summary: DiffSummaryData; data: DiffData }) {
  const t = useTranslations("diff");
  const locale = useLocale();
  const { left, right } = summary.meaningHash;
  const verdict = summary.isIdentical
    ? t("identical")
    : summary.changes === 0
      ? t("onlyExpected")
      : t("differs", { changes: summary.changes, resources: summary.resources });
  const sides = (["left", "right"] as const).flatMap((side) => {
    const shown = data[side];
    if (shown === undefined) return [];
    return t("readSide", { side: t(side), label: shown.label, time: formatTime(shown.fetchedAtMs, locale) });
  });
  return (
    <section className={classes.summary} aria-label={t("tally")}>
      <div className={classes.verdict}>
        <StatusBadge tone={summary.changes === 0 ? "ok" : "info"} label={verdict} />
        {summary.isIdentical ? <span className={classes.dim}>{t("identicalNote")}</span> : null}
        {summary.expected > 0 ? (
          <span className={classes.dim} title={t("expectedNote")}>
            {t("expectedCount", { count: summary.expected })}
          </span>
        ) : null}
      </div>
      <div className={classes.proof}>
        <span>{t("proofHash")}</span>
        {left === right ? (
          <>
            <code title={left}>{t("equalHash", { hash: left.slice(0, shownHash) })}</code>
            <CopyButton value={left} label={t("proofHash")} />
          </>
        ) : (
          <code title={`${left} / ${right}`}>
            {t("otherHash", { left: left.slice(0, shownHash), right: right.slice(0, shownHash) })}
          </code>
        )}
      </div>
      <div className={classes.dim}>{sides.join(" · ")}</div>
      <SectionTable summary={summary} />
      {summary.omissions.length === 0 ? null : (
        <details>
          <summary>{t("notComparable")}</summary>
          <ul className={classes.omissions}>
            {summary.omissions.map(({ section, reason, resources }) => (
              <li key={`${section} ${reason}`}>
                {t(`omission.${reason}`, { section: t(`section.${section}`), count: resources })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const columns = ["equalBytes", "equalMeaning", "changed", "added", "removed"] as const;

function SectionTable({ summary }: { summary: DiffSummaryData }) {
  const t = useTranslations("diff");
  return (
    <table className={classes.tally}>
      <caption className={classes.caption}>{t("tally")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("column.section")}</th>
          {columns.map((column) => (
            <th key={column} scope="col" className={classes.number}>
              {t(`column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {summary.sections.map((row) => (
          <tr key={row.section}>
            <th scope="row">{t(`section.${row.section}`)}</th>
            {columns.map((column) => (
              <td key={column} className={classes.number} data-zero={row[column] === 0}>
                {row[column]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
