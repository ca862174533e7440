"use client";
import { useTranslations } from "use-intl";
import classes from "./config.module.css";
import { useProblemText } from "./use-problem-text";
import { StatusShape } from "@/components/ui/status-shape";
import type { TextProblem } from "@/lib/config/yaml/problem";

const tones = { error: "failing", warning: "degraded", info: "info" } as const;

/** What is said of the text, in its order; each entry leads to its place. Arrow keys move, Enter goes there. */
export function ProblemList({
  problems,
  onOpen,
}: {
  problems: readonly TextProblem[];
  onOpen: (problem: TextProblem) => void;
}) {
  const t = useTranslations("config");
  const text = useProblemText();
  if (problems.length === 0) return <p className={classes.muted}>{t("problems.none")}</p>;
  return (
    <ul
      className={classes.problems}
      aria-label={t("problems.title")}
      onKeyDown={(event) => {
        const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
        if (step !== "nextElementSibling" && step !== "previousElementSibling") return;
        event.preventDefault();
        const row = document.activeElement?.closest("li")?.[step];
        row?.querySelector("button")?.focus();
      }}
    >
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.range.from} ${problem.message}`}>
          <button type="button" className={classes.problem} onClick={() => onOpen(problem)}>
            <span className={classes.shape} data-severity={problem.severity}>
              <StatusShape tone={tones[problem.severity]} />
            </span>
            <span className="hd-visually-hidden">{t(`severity.${problem.severity}`)}</span>
            <span className={classes.line}>{t("problems.line", { line: problem.line })}</span>
            <span>
              {text(problem)}
              {problem.path === undefined || problem.path === "" ? null : <code> {problem.path}</code>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
