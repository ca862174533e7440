/** Which items of two lists are the same one, and which of those have changed places. */
export type Alignment = {
  readonly pairs: readonly { readonly left: number; readonly right: number; readonly isMoved: boolean }[];
  readonly removed: readonly number[];
  readonly added: readonly number[];
};

type AlignmentKeys = readonly ((item: unknown) => string | undefined)[];

/**
 * Pairs items by each key in turn, repeated keys in their order. With `isOrdered` the fewest items are called moved: all
 * but the longest run that kept its order. Items without a partner are removed or added.
 */
export function alignLists(
  left: readonly unknown[],
  right: readonly unknown[],
  keys: AlignmentKeys,
  isOrdered: boolean,
): Alignment {
  const partner = new Map<number, number>();
  const taken = new Set<number>();
  for (const key of keys) pairBy(key, { left, right, partner, taken });
  const byRight = [...partner]
    .map(([from, to]) => ({ left: from, right: to }))
    .toSorted((a, b) => a.right - b.right);
  const kept = isOrdered ? longestRun(byRight.map((pair) => pair.left)) : undefined;
  return {
    pairs: byRight.map((pair, index) => ({ ...pair, isMoved: kept !== undefined && !kept.has(index) })),
    removed: left.flatMap((_item, index) => (partner.has(index) ? [] : [index])),
    added: right.flatMap((_item, index) => (taken.has(index) ? [] : [index])),
  };
}

type Pairing = {
  readonly left: readonly unknown[];
  readonly right: readonly unknown[];
  readonly partner: Map<number, number>;
  readonly taken: Set<number>;
};

function pairBy(key: AlignmentKeys[number], { left, right, partner, taken }: Pairing): void {
  const free = new Map<string, number[]>();
  right.forEach((item, index) => {
    const text = taken.has(index) ? undefined : key(item);
    if (text === undefined) return;
    const list = free.get(text);
    if (list === undefined) free.set(text, [index]);
    else list.push(index);
  });
  const next = new Map<string, number>();
  left.forEach((item, index) => {
    const text = partner.has(index) ? undefined : key(item);
    if (text === undefined) return;
    const at = next.get(text) ?? 0;
    const found = free.get(text)?.[at];
    if (found === undefined) return;
    next.set(text, at + 1);
    partner.set(index, found);
    taken.add(found);
  });
}

/** Indexes of the longest increasing subsequence. */
function longestRun(values: readonly number[]): ReadonlySet<number> {
  const ends: number[] = [];
  const before: number[] = [];
  values.forEach((value, index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = index;
  });
  const run = new Set<number>();
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) run.add(at);
  return run;
}
