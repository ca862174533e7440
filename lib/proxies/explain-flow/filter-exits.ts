import type { Because } from "@/lib/proxies/explain/answer";
import type { FilterStep, LocalAnswer } from "@/lib/proxies/explain/filter-step";
import type { FlowEnd, FlowStep, Outcome } from "@/lib/proxies/explain-flow/explanation";
import { ownerOfRule } from "@/lib/proxies/explain-flow/rule-owner";
import { because, stepOf } from "@/lib/proxies/explain-flow/way";

/** How a list of filters leaves a request: ended for good, or going on with what that depends on. */
export type FilterResult = {
  readonly step: FlowStep;
  readonly ended?: Outcome;
  readonly dependsOn: readonly Because[];
};

/** The step of HTTP or network filters: who ends the request for certain, who may, and who can't be known. */
export function filtersStep(
  kind: "http_filters" | "network_filters",
  filters: readonly FilterStep[],
): FilterResult {
  const exits: FlowEnd[] = [];
  const dependsOn: Because[] = [];
  const ender = filters.find(({ effect }) => effect.does === "answers");
  for (const filter of ender === undefined ? filters : filters.slice(0, filters.indexOf(ender))) {
    const { effect } = filter;
    if (effect.does === "opaque")
      dependsOn.push(because("opaque_filter", { name: filter.name, kind: filter.kind }));
    if (effect.does === "unknown") {
      dependsOn.push(...effect.dependsOn);
      if (effect.otherwise !== undefined)
        exits.push({ outcome: answeredBy(filter, effect.otherwise), dependsOn: effect.dependsOn });
    }
    if (effect.does === "may_answer") {
      const share = effect.sharePercent;
      exits.push({
        outcome: answeredBy(filter, effect.answer),
        dependsOn: share === undefined ? effect.because : [],
        ...(share === undefined ? {} : { sharePercent: share }),
      });
      if (share === undefined) dependsOn.push(...effect.because);
    }
  }
  const ended =
    ender?.effect.does === "answers"
      ? answeredBy(ender, ender.effect.answer, ender.effect.because, kind === "network_filters")
      : undefined;
  const acting = filters.filter(({ effect }) => effect.does !== "passes").length;
  const says =
    ender === undefined
      ? because(dependsOn.length > 0 ? "filters_open" : "filters_pass", {
          count: `${filters.length}`,
          acting: `${acting}`,
        })
      : because("filters_end", { name: ender.name, rule: ender.rule ?? "" });
  const verdict =
    ended === undefined ? (dependsOn.length > 0 || exits.length > 0 ? "depends" : "passes") : "ends";
  return {
    step: stepOf({ kind, filters }, verdict, says, { exits }),
    dependsOn,
    ...(ended === undefined ? {} : { ended }),
  };
}

function answeredBy(filter: FilterStep, answer: LocalAnswer, reason?: Because, closes = false): Outcome {
  const owner = filter.rule === undefined ? undefined : ownerOfRule(filter.rule);
  const why = reason ?? because("filter_answers", { name: filter.name });
  if (closes)
    return {
      kind: "closed",
      flag: answer.flag,
      because: because("filter_closes", { name: filter.name, rule: filter.rule ?? "" }),
    };
  return {
    kind: "answered",
    status: answer.status,
    flag: answer.flag,
    details: answer.details,
    because: why,
    ...(filter.rule === undefined ? {} : { rule: filter.rule }),
    ...(owner === undefined ? {} : { owner }),
  };
}
