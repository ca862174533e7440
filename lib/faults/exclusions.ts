/** A rule of the installation that keeps faults away: `namespace` or `namespace/workload`, `*` stands for any text. */
export type Exclusion = {
  readonly pattern: string;
  /** Whether the service itself is excluded, or somebody who calls it. */
  readonly of: "service" | "caller";
  readonly namespace: string;
  readonly name: string;
};

/** What the installation allows of experiments. */
export type FaultPolicy = {
  readonly exclude: readonly string[];
  readonly maxMinutes: number;
  /** Every plan needs an error budget that is left. */
  readonly requireBudget: boolean;
};

export const defaultFaultPolicy: FaultPolicy = {
  exclude: ["kube-system", "istio-system", "*/*gateway*"],
  maxMinutes: 60,
  requireBudget: false,
};

/** The pattern that keeps faults away from a workload or service; undefined when none does. */
export function excludedBy(
  patterns: readonly string[],
  { namespace, name }: { readonly namespace: string; readonly name: string },
): string | undefined {
  return patterns.find((pattern) => {
    const [wantedNamespace = "", wantedName = "*"] = pattern.split("/", 2);
    return isLike(wantedNamespace, namespace) && isLike(wantedName, name);
  });
}

/** `*` is any text. Linear in the lengths: patterns come from people. */
function isLike(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? "";
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
