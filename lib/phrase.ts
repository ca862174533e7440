import en from "@/lib/i18n/messages/en/phrases.json";
import type { OwnWords, Phrase, PhraseKey, PhraseValues, Words } from "@/lib/phrase-ref";

export type { Phrase, Words } from "@/lib/phrase-ref";

/** The sentence `key` of the messages' noun `phrases` with its values filled in. */
export function phrase(key: PhraseKey, values: PhraseValues = {}): Phrase {
  const text = en[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => `${values[name] ?? whole}`);
  return { key, values, text };
}

/** The words of another system, a person or a configuration, which nobody translates. */
export function inOwnWords(text: string): OwnWords {
  return { text };
}

const keyByText: ReadonlyMap<unknown, string> = new Map(
  Object.entries(en).map(([key, text]) => [text, key] as const),
);

/** The phrase that is `text` word for word, for texts that come back from a schema; undefined for any other. */
export function phraseOf(text: string): Phrase | undefined {
  const key = keyByText.get(text);
  return key === undefined ? undefined : phrase(key as PhraseKey);
}

/** The phrase that is `text` word for word, else the text in its own words. */
export function wordsOf(text: string): Words {
  return phraseOf(text) ?? inOwnWords(text);
}
