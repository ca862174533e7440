"use client";
import { useTranslations } from "use-intl";
import classes from "./config.module.css";
import type { EditorHint } from "@/components/ui/yaml-editor-extensions";

/** What the schema says of the field that the cursor is on: the hover text for those without a pointer. */
export function FieldHint({ hint }: { hint: EditorHint | undefined }) {
  const t = useTranslations("config");
  return (
    <div className={classes.hint} aria-live="off">
      {hint === undefined ? (
        <span className={classes.muted}>{t("hint.none")}</span>
      ) : (
        <>
          <code>{hint.title}</code> <span className={classes.muted}>{hint.type}</span>
          <p>{hint.text === "" ? t("hint.noText") : hint.text}</p>
        </>
      )}
    </div>
  );
}
