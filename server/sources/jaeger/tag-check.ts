import type { SpanColumns } from "@/lib/traces/span-columns";

/** Whether one span of the trace, with its resource and events, carries all of `tags`: Jaeger's rule for a tag search. */
export function carriesTags(columns: SpanColumns, tags: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(tags);
  return columns.spanIds.some((_, row) => {
    const carried = tagsOfRow(columns, row);
    return wanted.every(([key, value]) => carried.has(`${key}\u0000${value}`));
  });
}

function tagsOfRow(columns: SpanColumns, row: number): ReadonlySet<string> {
  const pairs = new Set<string>();
  const add = (texts: readonly number[], from: number, to: number) => {
    for (let at = from; at < to; at += 2) {
      pairs.add(`${columns.texts[texts[at] ?? -1] ?? ""}\u0000${columns.texts[texts[at + 1] ?? -1] ?? ""}`);
    }
  };
  add(
    columns.attributeTexts,
    (columns.attributeStart[row] ?? 0) * 2,
    (columns.attributeStart[row + 1] ?? 0) * 2,
  );
  const resource = columns.resources[columns.resourceIndex[row] ?? -1] ?? [];
  add(resource, 0, resource.length);
  if (columns.statuses[row] === 2) pairs.add("error\u0000true");
  for (const event of columns.events[row] ?? []) {
    for (const [key, value] of Object.entries(event.attributes)) pairs.add(`${key}\u0000${value}`);
  }
  return pairs;
}
