import type { TraceTable } from "./trace-table";

export type AttributePair = { readonly key: string; readonly value: string };

/** The attributes of `row` by key. */
export function attributesOfRow(table: TraceTable, row: number): AttributePair[] {
  const pairs: AttributePair[] = [];
  const to = table.attributeStart[row + 1] ?? 0;
  for (let at = table.attributeStart[row] ?? 0; at < to; at += 1) {
    pairs.push({ key: textAt(table, at * 2), value: textAt(table, at * 2 + 1) });
  }
  return sortedByKey(pairs);
}

/** The attributes of the resource that made `row`, by key. */
export function resourceOfRow(table: TraceTable, row: number): AttributePair[] {
  const texts = table.resources[table.resourceIndex[row] ?? -1] ?? [];
  const pairs: AttributePair[] = [];
  for (let at = 0; at + 1 < texts.length; at += 2) {
    pairs.push({ key: table.texts[texts[at] ?? -1] ?? "", value: table.texts[texts[at + 1] ?? -1] ?? "" });
  }
  return sortedByKey(pairs);
}

/** The first attribute of `row` that one of `keys` names, in the order of `keys`; undefined when it has none of them. */
export function attributeOfRow(table: TraceTable, row: number, keys: readonly string[]): string | undefined {
  let best = keys.length;
  let value: string | undefined;
  const to = table.attributeStart[row + 1] ?? 0;
  for (let at = table.attributeStart[row] ?? 0; at < to; at += 1) {
    const rank = keys.indexOf(textAt(table, at * 2));
    if (rank < 0 || rank >= best) continue;
    best = rank;
    value = textAt(table, at * 2 + 1);
  }
  return value;
}

export function serviceOfRow(table: TraceTable, row: number): string {
  return table.texts[table.serviceText[row] ?? -1] ?? "";
}

export function nameOfRow(table: TraceTable, row: number): string {
  return table.texts[table.nameText[row] ?? -1] ?? "";
}

function textAt(table: TraceTable, at: number): string {
  return table.texts[table.attributeTexts[at] ?? -1] ?? "";
}

function sortedByKey(pairs: AttributePair[]): AttributePair[] {
  return pairs.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
