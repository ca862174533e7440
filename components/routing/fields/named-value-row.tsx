"use client";
import { ActionIcon, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./fields.module.css";

const kinds = ["exact", "prefix", "regex", "present"] as const;

type NamedValue = {
  readonly name: string;
  readonly kind: (typeof kinds)[number];
  readonly value: string;
  readonly invert?: boolean | undefined;
};

type NamedValueDraft = {
  name: string;
  kind: NamedValue["kind"];
  value: string;
  invert?: boolean | undefined;
};

type Props = {
  /** Header, cookie or query parameter. */
  readonly what: string;
  readonly row: NamedValue;
  /** undefined takes the row out. */
  readonly onRow: (next: NamedValueDraft | undefined) => void;
  readonly errorAt: (path: "name" | "kind" | "value" | "invert") => string | undefined;
  readonly isExact?: boolean;
  readonly canInvert?: boolean;
};

/** A header, cookie or query parameter and the value that it must have. */
export function NamedValueRow({ what, row, onRow, errorAt, isExact = false, canInvert = false }: Props) {
  const t = useTranslations("routing");
  return (
    <div className={classes.row} role="group" aria-label={`${what} ${row.name}`}>
      <TextInput
        data-grow
        label={what}
        value={row.name}
        onChange={(event) => onRow({ ...row, name: event.currentTarget.value })}
        error={errorAt("name")}
        size="xs"
      />
      {isExact ? null : (
        <NativeSelect
          label={t("match.how")}
          data={kinds.map((kind) => ({ value: kind, label: t(`match.kind.${kind}`) }))}
          value={row.kind}
          onChange={(event) => {
            const kind = kinds.find((one) => one === event.currentTarget.value) ?? "exact";
            onRow({ ...row, kind, value: kind === "present" ? "" : row.value });
          }}
          error={errorAt("kind")}
          size="xs"
        />
      )}
      {row.kind === "present" ? null : (
        <TextInput
          data-grow
          label={t("match.value")}
          value={row.value}
          onChange={(event) => onRow({ ...row, value: event.currentTarget.value })}
          error={errorAt("value")}
          size="xs"
        />
      )}
      {canInvert ? (
        <Checkbox
          label={t("match.not")}
          checked={row.invert === true}
          onChange={(event) => {
            const { invert: _invert, ...rest } = row;
            onRow(event.currentTarget.checked ? { ...rest, invert: true } : rest);
          }}
          error={errorAt("invert")}
          size="xs"
          mt={26}
        />
      ) : null}
      <ActionIcon
        variant="subtle"
        color="gray"
        mt={22}
        aria-label={t("form.removeNamed", { name: `${what} ${row.name}` })}
        onClick={() => onRow(undefined)}
      >
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </div>
  );
}
