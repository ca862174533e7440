"use client";
import { Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { FormOptions } from "../wizard/intent-form-props";

type Props = {
  readonly options: FormOptions<unknown>;
  readonly subset: string | undefined;
  readonly onSubset: (subset: string | undefined) => void;
  readonly error?: string | undefined;
};

const whole = "*";

/** The whole service, or one of the subsets that its DestinationRules have. */
export function SubsetField({ options, subset, onSubset, error }: Props) {
  const t = useTranslations("routing");
  const names = options.versions.flatMap((version) => (version.subsetExists ? [version.subset] : []));
  const all = subset === undefined || names.includes(subset) ? names : [...names, subset];
  return (
    <Select
      label={t("form.subset")}
      data={[
        { value: whole, label: t("form.wholeService") },
        ...all.map((name) => ({ value: name, label: t("form.subsetNamed", { name }) })),
      ]}
      value={subset ?? whole}
      onChange={(value) => onSubset(value === null || value === whole ? undefined : value)}
      allowDeselect={false}
      error={error}
      size="xs"
    />
  );
}
