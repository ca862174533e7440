"use client";
import { ActionIcon, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconSearch } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./trace-detail.module.css";

type Props = {
  text: string;
  /** Rows that match, in tree order; undefined when nothing is looked for. */
  matches: Int32Array | undefined;
  activeRow: number;
  onText: (text: string) => void;
  onGo: (row: number) => void;
};

/** Find within the trace: count, previous, next; Enter and Shift+Enter in the field do the same. */
export function FindInTrace({ text, matches, activeRow, onText, onGo }: Props) {
  const t = useTranslations("traces");
  const at = matches?.indexOf(activeRow) ?? -1;
  function go(step: 1 | -1) {
    if (matches === undefined || matches.length === 0) return;
    const from = at < 0 && step < 0 ? 0 : at;
    const row = matches[(from + step + matches.length) % matches.length];
    if (row !== undefined) onGo(row);
  }
  const none = matches === undefined || matches.length === 0;
  return (
    <div className={classes.find} role="search">
      <TextInput
        size="xs"
        w={300}
        aria-label={t("find.label")}
        placeholder={t("find.placeholder")}
        value={text}
        leftSection={<IconSearch size={14} aria-hidden />}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          go(event.shiftKey ? -1 : 1);
        }}
        spellCheck={false}
      />
      <span className={classes.findCount} role="status">
        {matches === undefined
          ? ""
          : matches.length === 0
            ? t("find.none")
            : t("find.count", { at: at + 1, count: matches.length })}
      </span>
      <ActionIcon
        variant="default"
        size={28}
        disabled={none}
        onClick={() => go(-1)}
        aria-label={t("find.previous")}
      >
        <IconChevronUp size={14} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={28}
        disabled={none}
        onClick={() => go(1)}
        aria-label={t("find.next")}
      >
        <IconChevronDown size={14} aria-hidden />
      </ActionIcon>
    </div>
  );
}
