"use client";
import { Alert } from "@mantine/core";
import { useTranslations } from "use-intl";
import { useWhyState } from "./use-why-state";

/** What of the URL is no symptom, with the way out; what was typed stays in the form and in the URL. */
export function SymptomNotice() {
  const t = useTranslations("causes");
  const { edge, asked, problems } = useWhyState();
  const isKept = edge === undefined && asked !== undefined;
  if (problems.length === 0 && !isKept) return null;
  const isWarning = problems.every(({ id }) => id === "unknown_flag");
  return (
    <Alert color={isWarning ? "yellow" : "red"} variant="light" py={8} role={isWarning ? "status" : "alert"}>
      {problems.map(({ id, value }) => (
        <div key={id}>{t(`notice.${id}`, { value })}</div>
      ))}
      {isKept ? (
        <div>
          {t("notice.kept", {
            symptom: asked.flag === "-" ? `${asked.code}` : `${asked.code} ${asked.flag}`,
          })}
        </div>
      ) : null}
    </Alert>
  );
}
