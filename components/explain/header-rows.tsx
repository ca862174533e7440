"use client";
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import type { HeaderLine } from "./use-request-draft";

/** Headers, one line each. */
export function HeaderRows({
  headers,
  onChange,
}: {
  headers: readonly HeaderLine[];
  onChange: (headers: readonly HeaderLine[]) => void;
}) {
  const t = useTranslations("explain");
  const set = (index: number, part: Partial<HeaderLine>) =>
    onChange(headers.map((line, at) => (at === index ? { ...line, ...part } : line)));
  return (
    <fieldset className={classes.headers}>
      <legend className={classes.label}>{t("form.headers")}</legend>
      {headers.map((line, index) => (
        // Lines have no identity of their own but their place.
        <div key={`header ${index}`} className={classes.headerRow}>
          <TextInput
            size="xs"
            aria-label={t("form.headerName")}
            placeholder={t("form.headerName")}
            value={line.name}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
            spellCheck={false}
          />
          <TextInput
            size="xs"
            aria-label={t("form.headerValue")}
            placeholder={t("form.headerValue")}
            value={line.value}
            onChange={(event) => set(index, { value: event.currentTarget.value })}
            spellCheck={false}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("form.removeHeader", { name: line.name })}
            onClick={() => onChange(headers.filter((_, at) => at !== index))}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        onClick={() => onChange([...headers, { name: "", value: "" }])}
      >
        {t("form.addHeader")}
      </Button>
    </fieldset>
  );
}
