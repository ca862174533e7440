"use client";
import { TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./span-panel.module.css";
import { CopyButton } from "@/components/ui/copy-button";
import type { AttributePair } from "@/lib/traces/span-attributes";

/** Attributes with a filter and a copy button for each. */
export function AttributeList({
  pairs,
  filterable = false,
}: {
  pairs: readonly AttributePair[];
  filterable?: boolean;
}) {
  const t = useTranslations("traces");
  const [filter, setFilter] = useState("");
  const shown = useMemo(() => {
    const text = filter.trim().toLowerCase();
    return pairs.filter(
      ({ key, value }) => key.toLowerCase().includes(text) || value.toLowerCase().includes(text),
    );
  }, [pairs, filter]);
  if (pairs.length === 0) return <p className={classes.none}>{t("span.noAttributes")}</p>;
  return (
    <>
      {filterable ? (
        <TextInput
          size="xs"
          mb={6}
          aria-label={t("span.filter")}
          placeholder={t("span.filter")}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      ) : null}
      {shown.length === 0 ? <p className={classes.none}>{t("span.noMatch", { filter })}</p> : null}
      <dl className={classes.pairs}>
        {shown.map(({ key, value }, index) => (
          // A key may stand twice on one span, so the place is part of the identity.
          <div key={`${index} ${key}`} className={classes.pair}>
            <dt>{key}</dt>
            <dd>
              <span className={classes.value}>{value === "" ? "“”" : value}</span>
              <CopyButton value={value} label={t("span.copyValue", { key })} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
