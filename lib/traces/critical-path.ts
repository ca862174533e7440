import type { TraceTable } from "./trace-table";

/** The row of a segment in which no span of the trace ran, between two roots. */
export const gapRow = -1;

/**
 * The chain of work that decided how long the trace took, as time segments by start: without holes, without overlap.
 * `rows[i]` worked from `startUs[i]` to `endUs[i]` (µs since the trace's start).
 */
export type CriticalPath = {
  readonly rows: readonly number[];
  readonly startUs: readonly number[];
  readonly endUs: readonly number[];
};

/** Siblings that overlap by at most this part of the shorter one count as one after the other: clocks are not that good. */
const overlapTolerance = 0.05;
const producer = 4;
const consumer = 5;

/**
 * The critical path of the root span; of the whole trace when there is no single root. Walking back from the end, the
 * child that finished last before the cursor was waited for. Children are clipped to their parent, a sibling that ends
 * exactly where the next one begins belongs to the path, and a consumer is not waited for by its producer.
 * Source: the last-finishing-child rule of CRISP (USENIX ATC '22). O(n log n).
 */
export function criticalPath(table: TraceTable): CriticalPath {
  const trueRoots = [...table.roots].filter((row) => !table.orphans.has(row));
  const [onlyRoot] = trueRoots;
  const walk = createWalk(table);
  if (onlyRoot !== undefined && trueRoots.length === 1) {
    const start = table.offsetUs[onlyRoot] ?? 0;
    walk.run(onlyRoot, start, start + (table.spanDurationUs[onlyRoot] ?? 0));
  } else if (table.spanCount > 0) {
    walk.run(gapRow, 0, table.durationUs);
  }
  return walk.result();
}

/** Per row, the µs that it has on `path`. */
export function pathTimesUs(table: TraceTable, path: CriticalPath): Float64Array {
  const times = new Float64Array(table.spanCount);
  path.rows.forEach((row, index) => {
    if (row >= 0) times[row] = (times[row] ?? 0) + (path.endUs[index] ?? 0) - (path.startUs[index] ?? 0);
  });
  return times;
}

/** Rows grouped by parent, in each group by end. The group of parent p begins at `groupStart[p + 1]`; roots are group 0. */
function childrenByEnd(table: TraceTable): { groupStart: Int32Array; children: Int32Array } {
  const count = table.spanCount;
  const endOf = (row: number) => (table.offsetUs[row] ?? 0) + (table.spanDurationUs[row] ?? 0);
  const byEnd = Int32Array.from({ length: count }, (_, row) => row);
  byEnd.sort((a, b) => endOf(a) - endOf(b) || (table.offsetUs[b] ?? 0) - (table.offsetUs[a] ?? 0));
  const groupStart = new Int32Array(count + 2);
  for (const above of table.parent) groupStart[above + 2] = (groupStart[above + 2] ?? 0) + 1;
  for (let at = 1; at < groupStart.length; at += 1) {
    groupStart[at] = (groupStart[at] ?? 0) + (groupStart[at - 1] ?? 0);
  }
  const next = groupStart.slice();
  const children = new Int32Array(count);
  for (const row of byEnd) {
    const group = (table.parent[row] ?? -1) + 1;
    const at = next[group] ?? 0;
    children[at] = row;
    next[group] = at + 1;
  }
  return { groupStart, children };
}

type Frame = {
  readonly row: number;
  readonly lowUs: number;
  readonly highUs: number;
  /** Everything from here to `highUs` is explained. */
  cursorUs: number;
  /** Next child to look at, from the last to end to the first. */
  at: number;
  followingUs: number;
};

function createWalk(table: TraceTable) {
  const { groupStart, children } = childrenByEnd(table);
  const rows: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];

  function emit(row: number, startUs: number, endUs: number): void {
    if (endUs <= startUs) return;
    rows.push(row);
    starts.push(startUs);
    ends.push(endUs);
  }

  function frame(row: number, lowUs: number, highUs: number): Frame {
    return {
      row,
      lowUs,
      highUs,
      cursorUs: highUs,
      at: (groupStart[row + 2] ?? 0) - 1,
      followingUs: Infinity,
    };
  }

  /** The frame of the next child that `top` waited for, or undefined when none is left. */
  function nextChild(top: Frame): Frame | undefined {
    const first = groupStart[top.row + 1] ?? 0;
    while (top.at >= first) {
      const child = children[top.at] ?? 0;
      top.at -= 1;
      const low = Math.max(table.offsetUs[child] ?? 0, top.lowUs);
      const end = Math.min((table.offsetUs[child] ?? 0) + (table.spanDurationUs[child] ?? 0), top.highUs);
      const overlap = end - top.cursorUs;
      const high = Math.min(end, top.cursorUs);
      if (high <= low || overlap > overlapTolerance * Math.min(end - low, top.followingUs)) continue;
      if (table.kinds[child] === consumer && top.row >= 0 && table.kinds[top.row] === producer) continue;
      emit(top.row, high, top.cursorUs);
      top.cursorUs = low;
      top.followingUs = end - low;
      return frame(child, low, high);
    }
    return undefined;
  }

  return {
    run(row: number, lowUs: number, highUs: number): void {
      const stack = [frame(row, lowUs, highUs)];
      for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
        const child = nextChild(top);
        if (child !== undefined) {
          stack.push(child);
          continue;
        }
        emit(top.row, top.lowUs, top.cursorUs);
        stack.pop();
      }
    },
    result: (): CriticalPath => ({
      rows: rows.toReversed(),
      startUs: starts.toReversed(),
      endUs: ends.toReversed(),
    }),
  };
}
