import { at } from "@/lib/graph/layout/digraph";

/** A box as a block over a range of columns. */
export type Block = {
  readonly first: number;
  readonly last: number;
  readonly height: number;
  top: number;
};

const passes = 6;

/**
 * Moves blocks up or down towards where they are wanted, as far as the blocks above and below in the same columns
 * allow; `shiftWanted` says how far a block would like to move from where it is. Changes `top`; keeps the order.
 */
export function settleBlocks(
  blocks: readonly Block[],
  gap: number,
  shiftWanted: (block: number) => number | undefined,
): void {
  const { above, below } = neighboursOf(blocks);
  for (let pass = 0; pass < passes; pass += 1) {
    for (let step = 0; step < blocks.length; step += 1) {
      const index = pass % 2 === 0 ? blocks.length - 1 - step : step;
      const block = blocks[index];
      const shift = shiftWanted(index);
      if (block === undefined || shift === undefined) continue;
      let least = Number.NEGATIVE_INFINITY;
      let most = Number.POSITIVE_INFINITY;
      for (const other of above[index] ?? []) {
        const one = blocks[other];
        if (one !== undefined) least = Math.max(least, one.top + one.height + gap);
      }
      for (const other of below[index] ?? []) {
        const one = blocks[other];
        if (one !== undefined) most = Math.min(most, one.top - gap - block.height);
      }
      if (least <= most) block.top = Math.min(most, Math.max(least, block.top + shift));
    }
  }
}

type Neighbours = {
  readonly above: readonly (readonly number[])[];
  readonly below: readonly (readonly number[])[];
};

/** Next blocks above and below in each column; blocks come in the order in which they were stacked. */
function neighboursOf(blocks: readonly Block[]): Neighbours {
  const above = blocks.map(() => new Set<number>());
  const below = blocks.map(() => new Set<number>());
  const columns = blocks.reduce((max, block) => Math.max(max, block.last + 1), 0);
  const lowest = new Int32Array(columns).fill(-1);
  blocks.forEach((block, index) => {
    for (let column = block.first; column <= block.last; column += 1) {
      const other = at(lowest, column);
      if (other >= 0) {
        above[index]?.add(other);
        below[other]?.add(index);
      }
      lowest[column] = index;
    }
  });
  return { above: above.map((set) => [...set]), below: below.map((set) => [...set]) };
}
