import type { Labels } from "@/lib/telemetry/series";

export type MatchOp = "=" | "!=" | "=~" | "!~";

export type Matcher = {
  readonly label: string;
  readonly op: MatchOp;
  readonly value: string;
  /** Set for the two regular-expression operators. */
  readonly regex?: RegExp;
};

/** Whether one label value passes; a label that is not there has the value "". */
export function matchesValue(matcher: Matcher, value: string): boolean {
  switch (matcher.op) {
    case "=":
      return value === matcher.value;
    case "!=":
      return value !== matcher.value;
    case "=~":
      return matcher.regex?.test(value) ?? false;
    case "!~":
      return !(matcher.regex?.test(value) ?? false);
  }
}

/** Whether a series passes every matcher. */
export function matchesLabels(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matchesValue(matcher, labels[matcher.label] ?? ""));
}
