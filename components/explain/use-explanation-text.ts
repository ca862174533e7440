"use client";
import { useTranslations } from "use-intl";
import { round } from "./end-line";
import { useBecause } from "./use-because";
import { useOutcomeText } from "./use-outcome-text";
import type { Explanation, FlowStep, FlowWay } from "@/lib/proxies/explain-flow/explanation";

/** Makes the whole explanation as text, for a ticket or a chat. */
export function useExplanationText(): (explanation: Explanation) => string {
  const t = useTranslations("explain");
  const say = useBecause();
  const words = useOutcomeText();
  const stepLines = (step: FlowStep, indent: string): readonly string[] => {
    const line = `${indent}- ${t(`kind.${step.kind}`)} [${t(`verdict.${step.verdict}`)}] ${say(step.says)}`;
    const notes = step.notes.map((note) => `${indent}    ${say(note)}`);
    if (step.kind !== "endpoints") return [line, ...notes];
    const endpoints = step.endpoints.slice(0, 20).map((each) => {
      const share = each.sharePercent === undefined ? "" : ` ${round(each.sharePercent)}%`;
      return `${indent}    ${each.address} ${t(`state.${each.state}`)}${share}`;
    });
    return [line, ...notes, ...endpoints];
  };
  const wayLines = (way: FlowWay, indent: string): readonly string[] => {
    const steps = way.steps.flatMap((step) => stepLines(step, indent));
    if (way.next.kind === "end") return [...steps, `${indent}= ${words(way.next.outcome)}`];
    const forks = way.next.ways.flatMap((next) => {
      const share = next.sharePercent === undefined ? "" : ` (${round(next.sharePercent)}%)`;
      const name = next.name === "" ? t("way.noName") : next.name;
      return [
        `${indent}* ${name}${share} ${next.dependsOn.map(say).join("; ")}`,
        ...wayLines(next, `${indent}  `),
      ];
    });
    return [...steps, `${indent}${t(`over.${way.next.over}`)}:`, ...forks];
  };
  return ({ ends, way }) => {
    const summary = ends.map((end) => {
      const share = end.sharePercent === undefined ? "" : ` (${round(end.sharePercent)}%)`;
      const list = end.dependsOn.map(say).join("; ");
      return `${words(end.outcome)}${share}${list === "" ? "" : ` ${t("result.dependsOn", { list })}`}`;
    });
    return [...summary, "", ...wayLines(way, "")].join("\n");
  };
}
