"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { FieldIssue } from "./intent-form-props";
import { issueKey } from "./issue-patterns";
import { routingKinds } from "./routing-kinds";

export type IntentTexts = {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly what: string;
  readonly obstacle: (code: string) => string;
  readonly reason: (code: string) => string;
  /** Whether there are words for a reason. */
  readonly hasReason: (code: string) => boolean;
  /** A field of the intent by its path, as the form calls it: `conditions 2: header`. */
  readonly field: (path: string) => string;
  readonly issue: (issue: FieldIssue) => string;
};

const wordsOf = (code: string) => code.replaceAll("_", " ");

/**
 * The words of one kind of intent: those of routing kinds are in `routing.json`, those of the others in
 * `security.json`, under the same keys. A code without words is shown as it is.
 */
export function useIntentTexts(kind: string): IntentTexts {
  const t = useTranslations();
  return useMemo(() => {
    const home = routingKinds.some((known) => known === kind) ? "routing" : "security";
    const find = (path: string, values: Readonly<Record<string, string>> = {}): string | undefined => {
      const key = `${home}.${path}` as "routing.title";
      return t.has(key) ? t(key, { reason: "", ...values }) : undefined;
    };
    const reason = (code: string) => find(`reason.${code}`) ?? wordsOf(code);
    return {
      name: find(`intent.${kind}.name`) ?? wordsOf(kind),
      what: find(`intent.${kind}.what`) ?? "",
      obstacle: (code) => find(`obstacle.${code}`) ?? reason(code),
      reason,
      hasReason: (code) => find(`reason.${code}`) !== undefined,
      field: (path) => fieldWords(path, (key) => find(`field.${key}`)),
      issue: ({ message }) => {
        const { key, values } = issueKey(message);
        return find(`issue.${key}`, values) ?? message;
      },
    };
  }, [t, kind]);
}

/** The words of the longest part of the path that has some, with the places of what is in lists. */
export function fieldWords(path: string, find: (key: string) => string | undefined): string {
  const parts = path.split(".");
  const names = parts.filter((part) => !/^\d+$/.test(part));
  const place = parts.find((part) => /^\d+$/.test(part));
  for (let length = names.length; length > 0; length -= 1) {
    const words = find(names.slice(0, length).join("_"));
    if (words !== undefined) return place === undefined ? words : `${words} (${Number(place) + 1})`;
  }
  return path;
}
