import { wireKey, type RowWire } from "./board-wire";

type Rows = { readonly rows: readonly RowWire[]; readonly errors: Readonly<Record<string, string>> };

/** What changed of a board: rows that are new or other, `namespace/pod` of those that are gone, words that are new. */
export type BoardChanges = Rows & { readonly gone: readonly string[] };

/** The rows after `changes`; those that did not change stay the same objects. */
export function mergeRows(before: Rows, { rows, gone, errors }: BoardChanges): Rows {
  const news = new Map(rows.map((row) => [wireKey(row), row]));
  const left = new Set(gone);
  const kept = before.rows.flatMap((row): readonly RowWire[] => {
    const key = wireKey(row);
    if (left.has(key)) return [];
    const other = news.get(key);
    news.delete(key);
    return [other ?? row];
  });
  return { rows: [...kept, ...news.values()], errors: { ...before.errors, ...errors } };
}
