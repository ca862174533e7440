"use client";
import { useTranslations } from "use-intl";
import type { FieldIssue } from "./intent-form-props";
import { routingKinds } from "./routing-kinds";

export type IntentTexts = {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly what: string;
  readonly obstacle: (code: string) => string;
  readonly reason: (code: string) => string;
  /** A field of the intent by its path, as the form calls it. */
  readonly field: (path: string) => string;
  readonly issue: (issue: FieldIssue) => string;
};

const wordsOf = (code: string) => code.replaceAll("_", " ");

/** A schema's sentence as a key: `set at least one limit, or…` is `set_at_least_one_limit_or`. */
function keyOfSentence(sentence: string): string {
  return sentence
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 80);
}

/**
 * The words of one kind of intent: those of routing kinds are in `routing.json`, those of the others in
 * `security.json`, under the same keys. A code without words is shown as it is.
 */
export function useIntentTexts(kind: string): IntentTexts {
  const t = useTranslations();
  const home = routingKinds.some((known) => known === kind) ? "routing" : "security";
  const words = (path: string, otherwise: string): string => {
    const key = `${home}.${path}` as "routing.title";
    return t.has(key) ? t(key, { reason: "" }) : otherwise;
  };
  return {
    name: words(`intent.${kind}.name`, wordsOf(kind)),
    what: words(`intent.${kind}.what`, ""),
    obstacle: (code) => words(`obstacle.${code}`, words(`reason.${code}`, wordsOf(code))),
    reason: (code) => words(`reason.${code}`, wordsOf(code)),
    field: (path) => words(`field.${path.replaceAll(".", "_")}`, path),
    issue: ({ message }) => words(`issue.${keyOfSentence(message)}`, message),
  };
}
