"use client";
import { useTranslations } from "use-intl";
import { conditionsOf, type MatchCondition } from "@/lib/effective/match-conditions";
import { formatMeasure } from "@/lib/format/measure";
import type { XdsRoute } from "@/lib/xds/model";

type Texts = ReturnType<typeof useTranslations<"effective">>;

/** Routes in words: what they ask of a request, and what they do with it. */
export function useRouteWords() {
  const t = useTranslations("effective");
  return {
    condition: (one: MatchCondition) => condition(t, one),
    match: (route: XdsRoute) => match(t, route),
    timeout: (route: XdsRoute) => timeout(t, route),
    retries: (route: XdsRoute) => retries(t, route),
    fault: (route: XdsRoute) => fault(t, route),
    rewrite: (route: XdsRoute) => rewrite(t, route),
    headers: (route: XdsRoute) => headers(t, route),
    answer: (route: XdsRoute) => answer(t, route),
  };
}

const duration = (ms: number): string => formatMeasure(ms, "ms");

function condition(t: Texts, one: MatchCondition): string {
  const what = t(`part.${one.part}`, { name: one.name ?? "" });
  const text = t(`condition.${one.kind}`, { what, value: one.value });
  const cased = one.ignoreCase ? t("condition.ignoreCase", { text }) : text;
  return one.invert ? t("condition.not", { text: cased }) : cased;
}

function match(t: Texts, route: XdsRoute): string {
  const conditions = conditionsOf(route.match);
  return conditions.length === 0
    ? t("everyRequest")
    : conditions.map((one) => condition(t, one)).join(t("and"));
}

function retries(t: Texts, { retries: policy }: XdsRoute): string {
  if (policy === undefined) return t("retries.none");
  const codes = (policy.retriableStatusCodes ?? []).join(", ");
  const on = [policy.retryOn.replaceAll(",", ", "), codes].filter((part) => part !== "").join(", ");
  const base = t("retries.some", { count: policy.attempts });
  const each =
    policy.perTryTimeoutMs === undefined ? "" : t("retries.each", { time: duration(policy.perTryTimeoutMs) });
  return `${base}${each} (${on})`;
}

function fault(t: Texts, { fault: policy }: XdsRoute): readonly string[] {
  const { delay, abort } = policy ?? {};
  return [
    ...(delay === undefined
      ? []
      : [t("fault.delay", { percent: delay.percent, time: duration(delay.delayMs) })]),
    ...(abort === undefined
      ? []
      : [
          t("fault.abort", {
            percent: abort.percent,
            status: String(abort.httpStatus ?? `gRPC ${abort.grpcStatus ?? ""}`),
          }),
        ]),
  ];
}

function rewrite(t: Texts, { rewrite: rule }: XdsRoute): readonly string[] {
  if (rule === undefined) return [];
  const path =
    rule.fullPath ?? rule.prefix ?? (rule.regex && `${rule.regex.pattern} → ${rule.regex.substitution}`);
  return [
    ...(path === undefined ? [] : [t("rewrite.path", { path })]),
    ...(rule.host === undefined ? [] : [t("rewrite.host", { host: rule.host })]),
  ];
}

function headers(t: Texts, { headers: operations }: XdsRoute): readonly string[] {
  return (["request", "response"] as const).flatMap((way) => {
    const changes = operations?.[way];
    if (changes === undefined) return [];
    const writes = changes.write.map(({ name, value, append }) => `${append ? "+" : "="} ${name}: ${value}`);
    const removes = changes.remove.map((name) => `− ${name}`);
    return [t(`headers.${way}`, { list: [...writes, ...removes].join(", ") })];
  });
}

function timeout(t: Texts, { timeoutMs }: XdsRoute): string {
  return timeoutMs === undefined ? t("timeout.none") : t("timeout.some", { time: duration(timeoutMs) });
}

function answer(t: Texts, { action }: XdsRoute): string | undefined {
  if (action.kind === "direct_response") return t("answer.direct", { status: action.status });
  if (action.kind !== "redirect") return undefined;
  const target = `${action.scheme === undefined ? "" : `${action.scheme}://`}${action.host ?? ""}${action.path ?? action.prefix ?? ""}`;
  return t("answer.redirect", { status: action.responseCode, target: target === "" ? "—" : target });
}
