"use client";
import { Select } from "@mantine/core";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import classes from "./effective.module.css";
import type { CallerChoice } from "./router-outputs";
import { formatMeasure } from "@/lib/format/measure";

type Props = {
  readonly label: string;
  readonly callers: readonly CallerChoice[];
  readonly value: string | null;
  readonly onChange: (caller: string) => void;
};

/** Whose requests it is about: gateways and workloads, those that call now first. */
export function CallerSelect({ label, callers, value, onChange }: Props) {
  const t = useTranslations("effective");
  const data = useMemo(() => {
    const items = callers
      .toSorted((a, b) => (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0))
      .map(({ namespace, name, dataplane, requestsPerSecond = 0 }) => ({
        section: requestsPerSecond > 0 ? "calling" : dataplane === "gateway" ? "gateways" : "others",
        option: {
          value: `${namespace}/${name}`,
          label: `${namespace}/${name}${requestsPerSecond > 0 ? ` · ${formatMeasure(requestsPerSecond, "rps")}` : ""}`,
        },
      }));
    return (["calling", "gateways", "others"] as const)
      .map((section) => ({
        group: t(`caller.${section}`),
        items: items.filter((item) => item.section === section).map(({ option }) => option),
      }))
      .filter(({ items: own }) => own.length > 0);
  }, [callers, t]);
  return (
    <Select
      size="xs"
      className={classes.caller}
      label={label}
      data={data}
      value={value}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t("caller.none")}
      onChange={(next) => {
        if (next !== null) onChange(next);
      }}
    />
  );
}
