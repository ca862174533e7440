/** One label matcher; `value` is plain text, also for regular expressions built by `oneOf`. */
export type Matcher = {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  readonly value: string;
};

/** Matchers that must all hold; a query over several of these selects the series that satisfy any. */
export type Selector = readonly Matcher[];

/** `text` as the inside of a PromQL string. */
export function escapePromString(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/** `text` as a literal in an RE2 expression. Names of Kubernetes objects need it for their dots. */
export function escapeRe2(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A matcher for any of `values`: an equality for one, a regular expression for more. */
export function oneOf(label: string, values: readonly string[]): Matcher {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return { label, op: "=", value: only };
  return { label, op: "=~", value: [...values].sort().map(escapeRe2).join("|") };
}

/** `metric{a="b",c=~"d|e"}`. */
export function printSelector(metric: string, selector: Selector): string {
  if (selector.length === 0) return metric;
  const inner = selector.map((m) => `${m.label}${m.op}"${escapePromString(m.value)}"`).join(",");
  return `${metric}{${inner}}`;
}

/**
 * `rate()` of the series that satisfy any of `selectors`, each series once: `or` keeps the first of equal label sets,
 * so a series that two selectors choose is not counted twice.
 */
export function rateOfAny(metric: string, selectors: readonly Selector[], window: string): string {
  const parts = selectors.map((selector) => `rate(${printSelector(metric, selector)}[${window}])`);
  return parts.length === 0 ? `rate(${metric}[${window}])` : parts.join(" or ");
}
