import enIstio from "@/lib/findings/docs/en/istio.json";
import enKiali from "@/lib/findings/docs/en/kiali.json";
import enOwn from "@/lib/findings/docs/en/own.json";
import zhIstio from "@/lib/findings/docs/zh/istio.json";
import zhKiali from "@/lib/findings/docs/zh/kiali.json";
import zhOwn from "@/lib/findings/docs/zh/own.json";
import type { Locale } from "@/lib/i18n/locales";

/** What a person should know of a code: what it means, why it hurts, how to fix it. */
export type FindingDoc = { readonly meaning: string; readonly impact: string; readonly remedy: string };

const docs: Readonly<Record<Locale, Readonly<Record<string, FindingDoc>>>> = {
  en: { ...enIstio, ...enKiali, ...enOwn },
  zh: { ...zhIstio, ...zhKiali, ...zhOwn },
};

/** The documentation of a code in a language; undefined for one that no rule emits. */
export function findingDoc(code: string, locale: Locale): FindingDoc | undefined {
  return docs[locale][code];
}
