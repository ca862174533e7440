"use client";
import { useCallback } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import { nextStep, stageIndex, type NextStep } from "./run-headline";
import { useDurationWords } from "./use-duration-words";
import { formatInstant } from "@/lib/format/duration";

/** The run in a sentence or three: where it is, what the numbers say, what it waits for. */
export function useRunWords(): (view: CanaryView) => {
  readonly place: string;
  readonly evidence: string | undefined;
  readonly needs: string | undefined;
  readonly next: string | undefined;
} {
  const t = useTranslations("canaries");
  const locale = useLocale();
  const nextText = useNextText();
  return useCallback(
    (view) => {
      const { run, body, stages, verdict } = view;
      const at = stageIndex(view);
      const weight = at === undefined ? 0 : (stages[at]?.weightPercent ?? 0);
      const values = { canary: body.plan.canary.name, stable: body.plan.stable.name, weight };
      const steps = body.plan.steps.length;
      const number = body.stage?.kind === "step" ? body.stage.index + 1 : 0;
      const stage = body.stage?.kind ?? "none";
      const place =
        run.state === "ended"
          ? t(`outcomeText.${run.outcome ?? "failed"}`, values)
          : run.state === "running" || run.state === "paused"
            ? t(`place.${stage}`, { ...values, number, steps })
            : t(`place.${run.state}`, values);
      const isCounted = body.stage?.kind === "step" && (run.state === "running" || run.state === "paused");
      const next = nextStep(view);
      const needs = verdict.needs ?? [];
      const list = new Intl.ListFormat(locale, { type: "conjunction" });
      return {
        place,
        evidence: isCounted ? t(`verdict.${verdict.reason}`, values) : undefined,
        needs:
          isCounted && needs.length > 0
            ? t("needs", { list: list.format(needs.map((need) => t(`need.${need}`))) })
            : undefined,
        next: nextText(next),
      };
    },
    [t, locale, nextText],
  );
}

/** What the run waits for, in a sentence; undefined when it waits for nothing. */
function useNextText(): (of: NextStep) => string | undefined {
  const t = useTranslations("canaries");
  const locale = useLocale();
  const duration = useDurationWords();
  return useCallback(
    (of) => {
      switch (of.kind) {
        case "nothing":
          return undefined;
        case "start":
        case "schedule":
          return t(`next.${of.kind}`, { time: formatInstant(of.atMs, locale) });
        case "freeze":
          return t("next.freeze", { name: of.name });
        case "time":
          return t("next.time", { time: duration(of.leftMs) });
        case "evidence":
          if (of.leftMs === undefined) return t("next.evidenceLong");
          return of.leftMs === 0 ? t("next.evidenceSoon") : t("next.evidence", { time: duration(of.leftMs) });
        case "safe_path":
          return t(`next.safe_${of.path}`, { time: duration(of.leftMs) });
        default:
          return t(`next.${of.kind}`);
      }
    },
    [t, locale, duration],
  );
}
