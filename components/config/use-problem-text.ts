"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { TextProblem } from "@/lib/config/yaml/problem";

/** A problem in the reader's language; a rule's or the schema's own words are kept as they are. */
export function useProblemText(): (problem: TextProblem) => string {
  const t = useTranslations("config");
  return useMemo(
    () => (problem) => {
      const key = `problem.${problem.code}` as "problem.tab";
      return t.has(key)
        ? t(key, { ...problem.params, nearest: problem.params["nearest"] ?? "" })
        : problem.message;
    },
    [t],
  );
}
