"use client";
import { useTranslations } from "use-intl";
import type { SourceReport } from "./outputs";
import classes from "./settings.module.css";
import { StatusBadge } from "@/components/ui/status-badge";

/** What is wrong with the sources in words: the fault, its own message, and the setting to change. */
export function ProblemList({ reports }: { reports: readonly SourceReport[] }) {
  const t = useTranslations("settings");
  const c = useTranslations("common");
  const problems = reports.flatMap((report) =>
    report.problems.map((problem) => ({ problem, failed: report.state === "failed" })),
  );
  if (problems.length === 0) return <StatusBadge tone="ok" label={t("noProblems")} />;
  return (
    <ul className={classes.problems}>
      {problems.map(({ problem, failed }, index) => (
        <li key={index}>
          <div className={classes.line}>
            <StatusBadge
              tone={failed ? "failing" : "degraded"}
              label={`${problem.cluster} · ${c(`source.${problem.source}`)}`}
            />
            {problem.part === undefined ? null : <span className={classes.part}>{problem.part}</span>}
          </div>
          <p>{c(`fault.${problem.reason}`, { source: c(`source.${problem.source}`) })}</p>
          <code>{problem.message}</code>
          {problem.hint === undefined ? null : (
            <p>
              <strong>{t("change")}</strong> {problem.hint}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
