"use client";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import type { SemanticChange } from "@/lib/config/semantic-diff";

const signs = { added: "+", removed: "−", changed: "~", moved: "↕" } as const;

function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value.join(", ");
  return JSON.stringify(value) ?? "";
}

/** The differences in words, one a line: what it is, what it was and what it will be. */
export function DiffWords({ diff }: { diff: readonly SemanticChange[] }) {
  const t = useTranslations("changes");
  if (diff.length === 0) return <span className={classes.muted}>{t("diff.none")}</span>;
  return (
    <ul className={classes.diff} aria-label={t("diff.title")}>
      {diff.map((change) => (
        <li key={`${change.op} ${change.path}`} data-op={change.op}>
          <span className={classes.sign} aria-hidden>
            {signs[change.op]}
          </span>
          <span>
            <span className={classes.path}>{change.path === "" ? t("diff.whole") : change.path}</span>{" "}
            <DiffValue change={change} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function DiffValue({ change }: { change: SemanticChange }) {
  const t = useTranslations("changes");
  const { op, path, before, after } = change;
  if (op === "changed" || op === "moved") {
    return <strong>{t(`diff.${op}`, { before: text(before), after: text(after) })}</strong>;
  }
  return (
    <>
      <strong>{t(`diff.${op}`)}</strong>{" "}
      {path === "" ? null : <span className={classes.value}>{text(op === "added" ? after : before)}</span>}
    </>
  );
}
