import { describe, expect, it } from "vitest";
import { findingDoc } from "@/lib/findings/docs";
import { emittedCodes } from "@/lib/findings/rules";
import { locales } from "@/lib/i18n/locales";
import { messages } from "@/lib/i18n/messages";

describe.each(locales)("every code that a rule can emit, in %s", (locale) => {
  const titles: Readonly<Record<string, string>> = messages[locale].findings.title;

  it("has a name", () => {
    expect(emittedCodes().filter((code) => (titles[code] ?? "") === "")).toEqual([]);
  });

  it("is told what it means, why it hurts and how to fix it", () => {
    const lacking = emittedCodes().filter((code) => {
      const doc = findingDoc(code, locale);
      return doc === undefined || [doc.meaning, doc.impact, doc.remedy].some((text) => text.trim() === "");
    });
    expect(lacking).toEqual([]);
  });

  it("is one that rules emit", () => {
    const emitted = new Set(emittedCodes());
    expect(Object.keys(titles).filter((code) => !emitted.has(code))).toEqual([]);
  });
});
