import type { CauseId } from "./cause";
import en from "./texts/en.json";
import zh from "./texts/zh.json";
import type { Locale } from "@/lib/i18n/locales";

type Texts = {
  readonly causes: Readonly<Record<CauseId, { readonly title: string; readonly meaning: string }>>;
  readonly facts: Readonly<Record<string, string>>;
  /** What could not be learnt. */
  readonly unknown: Readonly<Record<string, string>>;
  readonly checks: Readonly<Record<string, string>>;
  readonly fixes: Readonly<Record<string, string>>;
  /** By response flag. */
  readonly flags: Readonly<Record<string, string>>;
  /** By HTTP status without a flag. */
  readonly statuses: Readonly<Record<string, string>>;
};

/** What causes, facts, checks and flags are called. Apart from the pages' messages, because only one page needs them. */
export const causeTexts: Readonly<Record<Locale, Texts>> = { en, zh };

/** A text with its params filled in; a param that is missing stays as it is written. */
export function filled(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : `${value}`;
  });
}
