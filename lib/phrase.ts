import en from "@/lib/i18n/messages/en/phrases.json";
import type { Phrase, PhraseKey, PhraseValues } from "@/lib/phrase-ref";

export type { Phrase } from "@/lib/phrase-ref";

/** The sentence `key` of the messages' noun `phrases` with its values filled in. */
export function phrase(key: PhraseKey, values: PhraseValues = {}): Phrase {
  const text = en[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => `${values[name] ?? whole}`);
  return { key, values, text };
}
