import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import type { PageId } from "@/components/shell/pages";
import { localeCookie, pickLocale, type Locale } from "@/lib/i18n/locales";
import { messages } from "@/lib/i18n/messages";

/** The locale of this request: the person's choice, else what the browser asks for. */
export async function requestLocale(): Promise<Locale> {
  return pickLocale((await cookies()).get(localeCookie)?.value, (await headers()).get("accept-language"));
}

/** A page's `generateMetadata`: its name in the rail, in the reader's language. */
export function titleOfPage(id: PageId): () => Promise<Metadata> {
  return async () => ({ title: messages[await requestLocale()].shell.nav[id] });
}
