import type { CriticalPath } from "./critical-path";

/** Segments of a path by row: those of row r are `order[start[r]]` to `order[start[r + 1]]`, by time. */
export type PathIndex = {
  readonly path: CriticalPath;
  readonly start: Int32Array;
  readonly order: Int32Array;
};

export function indexPath(path: CriticalPath, spanCount: number): PathIndex {
  const start = new Int32Array(spanCount + 1);
  for (const row of path.rows) if (row >= 0) start[row + 1] = (start[row + 1] ?? 0) + 1;
  for (let row = 1; row <= spanCount; row += 1) start[row] = (start[row] ?? 0) + (start[row - 1] ?? 0);
  const next = start.slice();
  const order = new Int32Array(start[spanCount] ?? 0);
  path.rows.forEach((row, segment) => {
    if (row < 0) return;
    const at = next[row] ?? 0;
    order[at] = segment;
    next[row] = at + 1;
  });
  return { path, start, order };
}

export type PathBar = { readonly startUs: number; readonly endUs: number };

/** The bars of `row` between `fromUs` and `toUs`; bars closer than `grainUs` become one, so that a row never has more than can be seen. */
export function pathBarsOfRow(
  index: PathIndex,
  row: number,
  fromUs: number,
  toUs: number,
  grainUs: number,
): PathBar[] {
  const bars: { startUs: number; endUs: number }[] = [];
  for (let at = index.start[row] ?? 0; at < (index.start[row + 1] ?? 0); at += 1) {
    const segment = index.order[at] ?? 0;
    const startUs = Math.max(index.path.startUs[segment] ?? 0, fromUs);
    const endUs = Math.min(index.path.endUs[segment] ?? 0, toUs);
    if (endUs <= startUs) continue;
    const last = bars.at(-1);
    if (last !== undefined && startUs - last.endUs < grainUs) last.endUs = endUs;
    else bars.push({ startUs, endUs });
  }
  return bars;
}
