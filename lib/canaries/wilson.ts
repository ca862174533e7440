/** Where a true ratio lies with the confidence of `z` (1.96: 95 %), given `bad` of `all`; undefined without any. */
export function wilsonRange(
  bad: number,
  all: number,
  z = 1.959964,
): { readonly low: number; readonly high: number } | undefined {
  if (all <= 0) return undefined;
  const ratio = bad / all;
  const scale = 1 + z ** 2 / all;
  const middle = (ratio + z ** 2 / (2 * all)) / scale;
  const spread = (z / scale) * Math.sqrt((ratio * (1 - ratio)) / all + z ** 2 / (4 * all ** 2));
  return { low: Math.max(0, middle - spread), high: Math.min(1, middle + spread) };
}
