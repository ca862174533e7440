"use client";
import { Autocomplete } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { Ref } from "react";
import { useTranslations } from "use-intl";
import classes from "./graph.module.css";
import { findSuggestions, type FindParse } from "@/lib/graph/find-query";

type Props = {
  ref: Ref<HTMLInputElement>;
  value: string;
  parse: FindParse;
  /** Number of matching nodes; undefined when nothing is searched. */
  matches: number | undefined;
  onChange: (text: string) => void;
  onSubmit: () => void;
};

/** The find field: highlights what matches, Enter goes to the first. A wrong term is named under it. */
export function GraphSearch({ ref, value, parse, matches, onChange, onSubmit }: Props) {
  const t = useTranslations("graph");
  const words = value.split(/\s+/);
  const last = words.at(-1) ?? "";
  const rest = words.slice(0, -1).join(" ");
  const options =
    last === ""
      ? []
      : findSuggestions()
          .filter((text) => text.startsWith(last.toLowerCase()) && text !== last)
          .map((text) => (rest === "" ? text : `${rest} ${text}`));
  const error = parse.ok ? undefined : t(`find.${parse.problem}`, { term: parse.term });
  return (
    <Autocomplete
      ref={ref}
      className={classes.search}
      size="xs"
      leftSection={<IconSearch size={14} aria-hidden />}
      placeholder={t("find.placeholder")}
      aria-label={t("find.label")}
      value={value}
      data={options}
      filter={({ options: all }) => all}
      onChange={onChange}
      onKeyDown={(event) => {
        if (event.key === "Enter") onSubmit();
        if (event.key === "Escape" && value !== "") onChange("");
      }}
      rightSectionWidth={96}
      rightSection={
        matches === undefined ? null : (
          <span className={`${classes.muted} hd-num`} role="status">
            {t("find.matches", { count: matches })}
          </span>
        )
      }
      {...(error === undefined ? {} : { error })}
    />
  );
}
