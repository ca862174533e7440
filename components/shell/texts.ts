import type { Locale } from "@/lib/i18n/locales";
import type { messages } from "@/lib/i18n/messages";

export type Texts = (typeof messages)["en"];

const longestWaitMs = 10_000;

/** What the server draws pages with. Its module is no part of what a browser loads. */
const drawn = typeof window === "undefined" ? import("@/lib/i18n/messages") : undefined;
const known = new Map<string, Promise<Texts>>();

/** The texts of a locale: at hand on the server, in the browser from `href`; the same promise for the same texts. */
export function textsOf(locale: Locale, href: string): Promise<Texts> {
  const key = drawn === undefined ? href : locale;
  const found = known.get(key);
  if (found !== undefined) return found;
  const texts = drawn === undefined ? fetchTexts(href) : drawn.then(({ messages: all }) => all[locale]);
  known.set(key, texts);
  return texts;
}

/**
 * Asks until there is an answer: the page that the server drew can be read meanwhile, and without texts there is nothing
 * better to show.
 */
export async function fetchTexts(href: string, pause = wait): Promise<Texts> {
  for (let waitMs = 500; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      const response = await fetch(href);
      // The server of this page made it, from texts of this type.
      if (response.ok) return (await response.json()) as Texts;
    } catch {
      // As an answer that is not ok.
    }
    await pause(waitMs);
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
