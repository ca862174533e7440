"use client";
import { useTranslations } from "use-intl";
import { round } from "./end-line";
import classes from "./explain.module.css";
import { useBecause } from "./use-because";
import { OwnerLink } from "@/components/proxies/owner-link";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { Because } from "@/lib/proxies/explain/answer";
import type { FilterEffect, FilterStep } from "@/lib/proxies/explain/filter-step";
import { ownerOfRule } from "@/lib/proxies/explain-flow/rule-owner";

const tones: Readonly<Record<FilterEffect["does"], Tone>> = {
  passes: "ok",
  answers: "info",
  may_answer: "degraded",
  changes: "ok",
  opaque: "unknown",
  unknown: "unknown",
};

/** Filters in their order and what each does to the request. */
export function FilterList({ filters }: { filters: readonly FilterStep[] }) {
  return (
    <ol className={classes.filters}>
      {filters.map((filter, index) => (
        // Filters never change their places, and two may have one name.
        <FilterLine key={`${filter.name} ${index}`} filter={filter} />
      ))}
    </ol>
  );
}

function FilterLine({ filter }: { filter: FilterStep }) {
  const say = useBecause();
  const words = useEffectWords();
  const { effect, name, kind, rule, notes } = filter;
  const reasons = [...reasonsOf(effect), ...notes];
  return (
    <li className={classes.filter} title={filter.type}>
      <StatusBadge tone={tones[effect.does]} label={words(effect)} />
      <span className={classes.filterName}>{name === "" ? kind : name}</span>
      {rule === undefined ? null : <OwnerLink owner={ownerOfRule(rule)} />}
      <span className={classes.muted}>
        {[...(rule === undefined ? [] : [rule]), ...reasons.map(say), ...changesOf(effect)].join(" · ")}
      </span>
    </li>
  );
}

function reasonsOf(effect: FilterEffect): readonly Because[] {
  switch (effect.does) {
    case "passes":
    case "answers":
    case "changes":
      return effect.because === undefined ? [] : [effect.because];
    case "may_answer":
      return effect.because;
    case "opaque":
      return [effect.why];
    case "unknown":
      return effect.dependsOn;
  }
}

function changesOf(effect: FilterEffect): readonly string[] {
  if (effect.does !== "changes") return [];
  return effect.requestHeaders.map(({ name, action, value }) => `${action} ${name}: ${value}`);
}

function useEffectWords(): (effect: FilterEffect) => string {
  const t = useTranslations("explain");
  return (effect) => {
    switch (effect.does) {
      case "passes":
        return t("detail.passes");
      case "answers":
        return t("detail.answers", { status: `${effect.answer.status}` });
      case "may_answer": {
        const status = `${effect.answer.status}`;
        return effect.sharePercent === undefined
          ? t("detail.mayAnswer", { status })
          : t("detail.mayAnswerShare", { status, percent: round(effect.sharePercent) });
      }
      case "changes":
        return t("detail.changesText");
      case "opaque":
        return t("detail.opaque");
      case "unknown":
        return t("detail.unknownEffect");
    }
  };
}
