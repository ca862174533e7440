import en from "@/lib/i18n/messages/en/phrases.json";
import type { Phrase, PhraseKey, PhraseValues } from "@/lib/phrase-ref";

export type { Phrase } from "@/lib/phrase-ref";

/** The sentence `key` of the messages' noun `phrases` with its values filled in. */
export function phrase(key: PhraseKey, values: PhraseValues = {}): Phrase {
  const text = en[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => `${values[name] ?? whole}`);
  return { key, values, text };
}

const keyByText: ReadonlyMap<unknown, string> = new Map(
  Object.entries(en).map(([key, text]) => [text, key] as const),
);

/** The phrase that is `text` word for word, for texts that come back from a schema; undefined for any other. */
export function phraseOf(text: string): Phrase | undefined {
  const key = keyByText.get(text);
  return key === undefined ? undefined : phrase(key as PhraseKey);
}
