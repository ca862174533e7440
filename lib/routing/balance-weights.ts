export type Weights = Readonly<Record<string, number>>;

/** Whole percentages that share 100 evenly over `names`; the first ones take what is left over. */
export function evenWeights(names: readonly string[]): Weights {
  const base = names.length === 0 ? 0 : Math.floor(100 / names.length);
  const left = 100 - base * names.length;
  return Object.fromEntries(names.map((name, index) => [name, base + (index < left ? 1 : 0)]));
}

/**
 * `weights` with `name` at `percent` and the others sharing the rest in the proportion that they had, so that the sum
 * stays 100. Others that were all 0 share it evenly.
 */
export function balanceWeights(weights: Weights, name: string, percent: number): Weights {
  const others = Object.keys(weights).filter((other) => other !== name);
  const wanted = others.length === 0 ? 100 : Math.min(100, Math.max(0, Math.round(percent)));
  return { ...weights, [name]: wanted, ...shareOut(weights, others, 100 - wanted) };
}

/** `total` in whole parts over `names`, in the proportion of their weights (largest remainder). */
function shareOut(weights: Weights, names: readonly string[], total: number): Weights {
  const sum = names.reduce((all, name) => all + (weights[name] ?? 0), 0);
  const exact = names.map((name) =>
    sum === 0 ? total / names.length : ((weights[name] ?? 0) / sum) * total,
  );
  const parts = exact.map(Math.floor);
  const missing = total - parts.reduce((all, part) => all + part, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .toSorted((left, right) => right.rest - left.rest || left.index - right.index);
  for (const { index } of byRemainder.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  return Object.fromEntries(names.map((name, index) => [name, parts[index] ?? 0]));
}

/** `v1:90,v2:10` as weights; entries that are no weight are left out. */
export function weightsFromText(text: string): Weights {
  return Object.fromEntries(
    text.split(",").flatMap((entry) => {
      const [name = "", weight = ""] = entry.split(":");
      return name !== "" && /^\d{1,3}$/.test(weight) ? [[name, Number(weight)] as const] : [];
    }),
  );
}

/** Weights as `v1:90,v2:10`. */
export function textFromWeights(weights: Weights): string {
  return Object.entries(weights)
    .map(([name, weight]) => `${name}:${weight}`)
    .join(",");
}
