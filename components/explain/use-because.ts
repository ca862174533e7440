"use client";
import { useTranslations } from "use-intl";
import type { Because } from "@/lib/proxies/explain/answer";

const counted = new Set(["count", "acting", "all"]);

/** Makes the text of a reason; one that has no text yet shows its code and values. */
export function useBecause(): (because: Because) => string {
  const t = useTranslations("explain");
  const say = ({ code, values }: Because): string => {
    const key = `because.${code}` as "because.cel";
    if (!t.has(key)) return [code, ...Object.values(values)].join(" ");
    // A reason that is about another one has that one's code and values in its own.
    const { code: inner, ...rest } = values;
    const what = inner === undefined ? [] : [["what", say({ code: inner, values: rest })] as const];
    const typed = Object.entries(values).map(([name, value]) => [
      name,
      counted.has(name) && /^\d+$/.test(value) ? Number(value) : value,
    ]);
    return t(key, Object.fromEntries([...typed, ...what]));
  };
  return say;
}
