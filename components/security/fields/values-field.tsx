"use client";
import { TagsInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { FieldIssue } from "@/components/routing/wizard/intent-form-props";

type Props = {
  readonly label: string;
  readonly values: readonly string[];
  readonly onValues: (values: string[]) => void;
  readonly suggestions?: readonly string[];
  readonly description?: string;
  readonly placeholder?: string;
  readonly issues: readonly FieldIssue[];
  /** The list's path in the intent: `rules.0.callers.principals`. */
  readonly path: string;
};

/** A list of texts: Enter, a comma or leaving the field adds what is typed. */
export function ValuesField({
  label,
  values,
  onValues,
  suggestions,
  description,
  placeholder,
  issues,
  path,
}: Props) {
  const t = useTranslations("security");
  const wrong = issues.find((issue) => issue.path === path || issue.path.startsWith(`${path}.`));
  const at = wrong === undefined ? undefined : values[Number(wrong.path.slice(path.length + 1))];
  return (
    <TagsInput
      label={label}
      value={[...values]}
      onChange={onValues}
      data={[...new Set(suggestions ?? [])]}
      placeholder={values.length === 0 ? (placeholder ?? t("form.enter")) : undefined}
      description={description}
      error={wrong === undefined ? undefined : at === undefined ? wrong.message : `${at}: ${wrong.message}`}
      splitChars={[","]}
      acceptValueOnBlur
      size="xs"
      inputWrapperOrder={["label", "input", "description", "error"]}
      styles={{ pill: { fontSize: 12 } }}
    />
  );
}
