"use client";
import { useTranslations } from "use-intl";
import type { FieldIssue } from "./intent-form-props";
import type { IntentTexts } from "./use-intent-texts";
import changeClasses from "@/components/changes/changes.module.css";
import { StatusShape } from "@/components/ui/status-shape";

/** Most of a bad draft says the same thing many times over. */
const maxShown = 8;

type Props = {
  readonly issues: readonly FieldIssue[];
  readonly texts: Pick<IntentTexts, "field">;
};

/** What keeps the draft from being planned, also where its field is out of sight. */
export function IssueSummary({ issues, texts }: Props) {
  const t = useTranslations("routing");
  return (
    <div className={changeClasses.notice} data-tone="stop" role="alert">
      <p className={changeClasses.noticeTitle}>
        <StatusShape tone="failing" />
        {t("form.issues", { count: issues.length })}
      </p>
      <ul className={changeClasses.list}>
        {issues.slice(0, maxShown).map(({ path, message }) => (
          <li key={path + message}>
            <strong>{texts.field(path)}</strong> {message}
          </li>
        ))}
      </ul>
      {issues.length > maxShown ? <span>{t("form.more", { count: issues.length - maxShown })}</span> : null}
    </div>
  );
}
