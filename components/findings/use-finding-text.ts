"use client";
import { useLocale, useTranslations } from "use-intl";
import type { Finding } from "@/lib/config/finding";

/** The params filled in; undefined when the finding lacks one of them. */
function filled(template: string, params: Finding["params"]): string | undefined {
  let isWhole = true;
  const text = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) isWhole = false;
    return value ?? "";
  });
  return isWhole ? text : undefined;
}

/** What a finding says: its code's text with its params; without one the rule's own English, or the code's name. */
export function useFindingText(): (finding: Pick<Finding, "code" | "message" | "params">) => string {
  const t = useTranslations("findings");
  const locale = useLocale();
  return ({ code, message, params }) => {
    // Kinds of keys that TypeScript can't know: the codes come from the server.
    const text = `text.${code}` as "text.HD0001";
    const ofVariant = `${text}-${params["variant"] ?? ""}` as typeof text;
    const title = `title.${code}` as "title.HD0001";
    const key = [ofVariant, text].find((one) => t.has(one));
    const template: unknown = key === undefined ? undefined : t.raw(key);
    const known = typeof template === "string" ? filled(template, params) : undefined;
    return known ?? (locale !== "en" && t.has(title) ? t(title) : message);
  };
}

/** The code's name: "Timeout inversion"; the code itself for one that has none. */
export function useCodeTitle(): (code: string) => string {
  const t = useTranslations("findings");
  return (code) => {
    const key = `title.${code}` as "title.HD0001";
    return t.has(key) ? t(key) : code;
  };
}
