"use client";
import { Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./source-warnings.module.css";
import { StatusShape } from "./status-shape";
import { usePhrases } from "./use-phrases";
import { warningGroups, type WarningGroup } from "./warning-groups";
import type { SourceWarning } from "@/lib/errors";

/** So many parts are named in the line; all of them are in the details. */
const namedParts = 6;

/** What a read could not learn: which part, why, what to do. Same faults of one source are one line. */
export function SourceWarnings({ warnings }: { warnings: readonly SourceWarning[] }) {
  const t = useTranslations("common");
  if (warnings.length === 0) return null;
  return (
    <div className={classes.list} role="status" aria-label={t("partialTitle")}>
      {warningGroups(warnings).map((group) => (
        <GroupView key={`${group.cluster}|${group.source}|${group.reason}`} group={group} />
      ))}
    </div>
  );
}

function distinct(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts.flatMap((text) => text ?? []))];
}

function GroupView({ group: { cluster, source, reason, warnings } }: { group: WarningGroup }) {
  const t = useTranslations("common");
  const phrases = usePhrases();
  const parts = distinct(warnings.map(phrases.part));
  const hints = distinct(warnings.map(phrases.hint));
  const messages = distinct(warnings.map(phrases.message));
  const name = t(`source.${source}`);
  return (
    <details className={classes.item}>
      <summary>
        <StatusShape tone="unknown" />
        <span>
          {t("partial", { source: name, what: shortList(parts, t) })} {t(`fault.${reason}`, { source: name })}
          {hints.map((hint) => (
            <span key={hint} className={classes.hint}>
              {hint}
            </span>
          ))}
        </span>
      </summary>
      {parts.length <= namedParts ? null : (
        <Text size="xs" mt={4}>
          {parts.join(t("listSeparator"))}
        </Text>
      )}
      {messages.map((message) => (
        <Text key={message} size="xs" ff="monospace" mt={4} style={{ overflowWrap: "anywhere" }}>
          {cluster === "" ? message : `${cluster}: ${message}`}
        </Text>
      ))}
    </details>
  );
}

function shortList(parts: readonly string[], t: ReturnType<typeof useTranslations<"common">>): string {
  if (parts.length === 0) return t("partialSome");
  const named = parts.slice(0, namedParts).join(t("listSeparator"));
  const more = parts.length - namedParts;
  return more <= 0 ? named : t("partialMore", { named, count: more });
}
