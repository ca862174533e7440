"use client";
import { useTranslations } from "use-intl";
import type { Phrases, SourceWarning } from "@/lib/errors";
import { partKey, type PhraseRef } from "@/lib/phrase-ref";

type Texts = {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly phrases?: Phrases | undefined;
};

export type FailedCall = {
  readonly message: string;
  readonly data?:
    | { readonly hint?: string | undefined; readonly phrases?: Phrases | undefined }
    | null
    | undefined;
};

/** What errors and warnings say, in the reader's language where the text has a key, else as the server wrote it. */
export function usePhrases() {
  const t = useTranslations("phrases");
  const say = (ref: PhraseRef | undefined, text: string) =>
    ref !== undefined && t.has(ref.key) ? t(ref.key, ref.values) : text;
  return {
    message: ({ message, phrases }: Texts) => say(phrases?.message, message),
    /** What a refused or failed call says. */
    error: ({ message, data }: FailedCall) => say(data?.phrases?.message, message),
    /** What to do about it. */
    errorHint: ({ data }: FailedCall) =>
      data?.hint === undefined ? undefined : say(data.phrases?.hint, data.hint),
    hint: ({ hint, phrases }: Texts) => (hint === undefined ? undefined : say(phrases?.hint, hint)),
    part({ part, phrases }: Pick<SourceWarning, "part" | "phrases">) {
      if (part === undefined) return undefined;
      const key = `part.${partKey(part)}` as "part.pods";
      return phrases?.part === undefined && t.has(key) ? t(key) : say(phrases?.part, part);
    },
  };
}
