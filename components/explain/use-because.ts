"use client";
import { useTranslations } from "use-intl";
import type { Because } from "@/lib/proxies/explain/answer";

const counted = new Set(["count", "acting", "all"]);

/** Makes the text of a reason; one that has no text yet shows its code and values. */
export function useBecause(): (because: Because) => string {
  const t = useTranslations("explain");
  return ({ code, values }) => {
    const key = `because.${code}` as "because.cel";
    if (!t.has(key)) return [code, ...Object.values(values)].join(" ");
    const typed = Object.entries(values).map(([name, value]) => [
      name,
      counted.has(name) && /^\d+$/.test(value) ? Number(value) : value,
    ]);
    return t(key, Object.fromEntries(typed));
  };
}
