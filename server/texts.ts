import { createHash } from "node:crypto";
import { locales, type Locale } from "@/lib/i18n/locales";
import { messages } from "@/lib/i18n/messages";

type TextsFile = {
  /** `en.0123456789abcdef.json`: another name for other texts, so that a browser may keep it for good. */
  readonly name: string;
  readonly body: string;
};

const hashLetters = 16;
const files = new Map<Locale, TextsFile>();

function fileOf(locale: Locale): TextsFile {
  const known = files.get(locale);
  if (known !== undefined) return known;
  const body = JSON.stringify(messages[locale]);
  const hash = createHash("sha256").update(body).digest("hex").slice(0, hashLetters);
  const made = { name: `${locale}.${hash}.json`, body };
  files.set(locale, made);
  return made;
}

/** The name of the file with all texts of a locale, of which /texts/<name> is the address. */
export function textsFileName(locale: Locale): string {
  return fileOf(locale).name;
}

/**
 * The answer to a browser that asks for the texts called `name`. While replicas of two versions run, one may be asked for
 * texts of the other: it gives its own, which nobody keeps. Next compresses it; it would drop a header that says that it
 * is compressed already.
 */
export function textsResponse(name: string): Response {
  const locale = locales.find((each) => name.startsWith(`${each}.`) && name.endsWith(".json"));
  if (locale === undefined) return new Response("no such texts\n", { status: 404 });
  const file = fileOf(locale);
  return new Response(file.body, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": name === file.name ? "public, max-age=31536000, immutable" : "no-store",
    },
  });
}
