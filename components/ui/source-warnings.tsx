"use client";
import { Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./source-warnings.module.css";
import { StatusShape } from "./status-shape";
import type { SourceWarning } from "@/lib/errors";

/** What a read could not learn: which part, why, what to do. Same faults of one source are one line. */
export function SourceWarnings({ warnings }: { warnings: readonly SourceWarning[] }) {
  const t = useTranslations("common");
  if (warnings.length === 0) return null;
  const groups = new Map<string, SourceWarning[]>();
  for (const warning of warnings) {
    const key = `${warning.cluster}|${warning.source}|${warning.reason}|${warning.message}`;
    groups.set(key, [...(groups.get(key) ?? []), warning]);
  }
  return (
    <div className={classes.list} role="status" aria-label={t("partialTitle")}>
      {[...groups].map(([key, group]) => {
        const first = group[0];
        if (first === undefined) return null;
        const parts = [
          ...new Set(group.flatMap((warning) => (warning.part === undefined ? [] : [warning.part]))),
        ];
        return (
          <details key={key} className={classes.item}>
            <summary>
              <StatusShape tone="unknown" />
              <span>
                {t("partial", {
                  source: t(`source.${first.source}`),
                  what: parts.length === 0 ? t("partialSome") : parts.join(", "),
                })}{" "}
                {t(`fault.${first.reason}`, { source: t(`source.${first.source}`) })}
              </span>
            </summary>
            <Text size="xs" ff="monospace" mt={4} style={{ overflowWrap: "anywhere" }}>
              {first.cluster}: {first.message}
            </Text>
            {first.hint === undefined ? null : <Text size="xs">{first.hint}</Text>}
          </details>
        );
      })}
    </div>
  );
}
