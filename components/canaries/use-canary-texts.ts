"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { FieldIssue } from "@/components/routing/wizard/intent-form-props";
import { issueKey } from "@/components/routing/wizard/issue-patterns";
import { fieldWords, type IntentTexts } from "@/components/routing/wizard/use-intent-texts";

/** The plan's fields and what the schema has against them, in words; conditions have those of the routing forms. */
export function useCanaryTexts(): Pick<IntentTexts, "field" | "issue"> {
  const t = useTranslations();
  return useMemo(() => {
    const find = (path: string, values: Readonly<Record<string, string>> = {}) => {
      for (const home of ["canaries", "routing"]) {
        const key = `${home}.${path}` as "canaries.title";
        if (t.has(key)) return t(key, values);
      }
      return undefined;
    };
    return {
      field: (path: string) => fieldWords(path, (key) => find(`field.${key}`)),
      issue: ({ message }: FieldIssue) => {
        const order = /^a step sends more than the one before \((?<before>\d+) %\)$/.exec(message);
        if (order !== null)
          return find("issue.step_order", { before: order.groups?.["before"] ?? "" }) ?? message;
        const { key, values } = issueKey(message);
        return find(`issue.${key}`, values) ?? message;
      },
    };
  }, [t]);
}
