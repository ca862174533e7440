import type { TraceSummary } from "./search";
import type { SpanColumns } from "./span-columns";

/** The search row of a whole trace. The root is the earliest span without a parent, else the earliest orphan. */
export function summaryFromColumns(columns: SpanColumns): TraceSummary {
  const ids = new Set(columns.spanIds);
  const services = new Map<number, { spanCount: number; errorSpanCount: number }>();
  let root = -1;
  let firstOrphan = -1;
  let orphanSpanCount = 0;
  let errorSpanCount = 0;
  let durationUs = 0;
  for (let row = 0; row < columns.spanIds.length; row += 1) {
    const parentId = columns.parentSpanIds[row] ?? "";
    if (parentId === "") root = root < 0 ? row : root;
    else if (!ids.has(parentId)) {
      orphanSpanCount += 1;
      firstOrphan = firstOrphan < 0 ? row : firstOrphan;
    }
    const failed = columns.statuses[row] === 2 ? 1 : 0;
    errorSpanCount += failed;
    durationUs = Math.max(durationUs, (columns.offsetUs[row] ?? 0) + (columns.durationUs[row] ?? 0));
    const text = columns.serviceText[row] ?? -1;
    const counts = services.get(text) ?? { spanCount: 0, errorSpanCount: 0 };
    counts.spanCount += 1;
    counts.errorSpanCount += failed;
    services.set(text, counts);
  }
  const shown = root >= 0 ? root : Math.max(firstOrphan, 0);
  const textOf = (index: number | undefined) => columns.texts[index ?? -1] ?? "";
  return {
    traceId: columns.traceId,
    rootService: textOf(columns.serviceText[shown]),
    rootOperation: textOf(columns.nameText[shown]),
    startMs: columns.startUs / 1000,
    durationUs,
    spanCount: columns.spanIds.length,
    errorSpanCount,
    orphanSpanCount,
    services: [...services]
      .map(([text, counts]) => ({ name: textOf(text), ...counts }))
      .sort((a, b) => b.spanCount - a.spanCount || (a.name < b.name ? -1 : 1)),
  };
}
