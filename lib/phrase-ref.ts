import type en from "@/lib/i18n/messages/en/phrases.json";

export type PhraseKey = Exclude<keyof typeof en, "part">;
export type PhraseValues = Readonly<Record<string, string | number>>;

/** Which sentence was said, and the names and figures in it: with it a page says the sentence in the person's language. */
export type PhraseRef = { readonly key: PhraseKey; readonly values: PhraseValues };

/** A sentence of the console with its English `text`, which callers of the API read. */
export type Phrase = PhraseRef & { readonly text: string };

/** What others said, or only the log is told: it has no key and stays as it is. */
export type OwnWords = { readonly text: string; readonly key?: undefined };
export type Words = Phrase | OwnWords;

/** The English of a text that may be a phrase. */
export function textOf(words: string | Words): string {
  return typeof words === "string" ? words : words.text;
}

/** What goes over the wire beside the English of a text; undefined for one that has no key. */
export function refOf(words: string | Words | undefined): PhraseRef | undefined {
  if (words === undefined || typeof words === "string" || words.key === undefined) return undefined;
  const { key, values } = words;
  return { key, values };
}

/** The key of a part's name in the messages: names of parts are short and fixed, so that they are their own key. */
export function partKey(part: string): string {
  return part.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
}
