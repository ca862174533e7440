"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { PlanIssue } from "./check-plan";
import { exactPercent, exactTime } from "./plan-figures";
import { issueKey } from "@/components/routing/wizard/issue-patterns";
import { useIntentTexts } from "@/components/routing/wizard/use-intent-texts";
import type { ExperimentCondition, ExperimentPlan } from "@/lib/faults/experiment-plan";

type Values = Readonly<Record<string, string | number>>;

/** The words of experiments that more than one part says. */
export function useFaultWords() {
  const t = useTranslations("faults");
  const texts = useIntentTexts("fault");
  return useMemo(() => {
    const find = (path: string, values: Values = {}): string | undefined => {
      const key = path as "title";
      return t.has(key) ? t(key, values) : undefined;
    };
    return {
      /** A code's words, or the code itself. */
      code: (group: string, code: string, values: Values = {}) =>
        find(`${group}.${code}`, values) ?? code.replaceAll("_", " "),
      issue: (issue: PlanIssue) => {
        const { key, values } = issueKey(issue.message);
        return find(`issue.${key}`, values) ?? texts.issue(issue);
      },
      field: (path: string) => {
        const parts = path.split(".");
        if (parts[0] === "fault") return texts.field(parts.slice(1).join("."));
        const place = parts.find((part) => /^\d+$/.test(part));
        const name = parts.filter((part) => !/^\d+$/.test(part)).join("_");
        const words = find(`field.${name}`) ?? find(`field.${parts[0] ?? ""}`) ?? path;
        return place === undefined ? words : `${words} (${Number(place) + 1})`;
      },
      fault: (fault: Pick<ExperimentPlan["fault"], "delay" | "abort">): string => {
        const { delay, abort } = fault;
        return [
          ...(abort === undefined
            ? []
            : [
                t("words.abort", {
                  status: abort.grpcStatus ?? String(abort.httpStatus ?? "?"),
                  percent: exactPercent(abort.percent),
                }),
              ]),
          ...(delay === undefined
            ? []
            : [
                t("words.delay", {
                  time: exactTime(delay.delayMs),
                  percent: exactPercent(delay.percent),
                }),
              ]),
        ].join(t("words.and"));
      },
      condition: (condition: ExperimentCondition): string => conditionWords(t, condition),
    };
  }, [t, texts]);
}
type Translate = ReturnType<typeof useTranslations<"faults">>;

function conditionWords(t: Translate, condition: ExperimentCondition): string {
  if (condition.kind === "promql") {
    const { name, min, max } = condition;
    const bounds = [
      ...(typeof min === "number" ? [`≥ ${min}`] : []),
      ...(typeof max === "number" ? [`≤ ${max}`] : []),
    ].join(t("words.and"));
    return t("words.promql", { name, bounds });
  }
  const least = exactPercent(condition.minPercent);
  return condition.kind === "success"
    ? t(`words.success_${condition.of}`, { least })
    : t(`words.latency_${condition.of}`, { least, edge: exactTime(condition.edgeMs) });
}
