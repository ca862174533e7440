import type { SpanColumns } from "./span-columns";

/**
 * A trace ready for drawing and for algorithms: typed arrays, one entry per row of its columns. Tree links are row
 * numbers, -1 for none.
 */
export type TraceTable = {
  readonly traceId: string;
  readonly startUs: number;
  /** From the first start to the last end. */
  readonly durationUs: number;
  readonly spanCount: number;
  readonly texts: readonly string[];
  readonly spanIds: readonly string[];
  readonly offsetUs: Float64Array;
  readonly spanDurationUs: Float64Array;
  readonly serviceText: Uint32Array;
  readonly nameText: Uint32Array;
  readonly kinds: Uint8Array;
  readonly statuses: Uint8Array;
  readonly attributeStart: Uint32Array;
  readonly attributeTexts: Uint32Array;
  readonly resourceIndex: Uint32Array;
  readonly resources: SpanColumns["resources"];
  readonly events: SpanColumns["events"];
  readonly links: SpanColumns["links"];
  readonly warnings: SpanColumns["warnings"];
  readonly parent: Int32Array;
  /** Children of a row: `firstChild`, then `nextSibling` of each, by start. */
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  readonly depth: Int32Array;
  readonly maxDepth: number;
  /** Rows without a parent row, by start. */
  readonly roots: Int32Array;
  /** Rows in tree order: each row before its children. */
  readonly order: Int32Array;
  /** Number of descendants of a row. */
  readonly descendants: Int32Array;
  readonly errorsBelow: Int32Array;
  /** Rows whose parent span is not in the trace. */
  readonly orphans: ReadonlyMap<number, string>;
  /** Rows that were cut off their parent because their ancestors form a loop. */
  readonly loops: ReadonlySet<number>;
  /** Rows whose span id an earlier row already had. */
  readonly duplicates: ReadonlySet<number>;
  readonly errorCount: number;
};

/** The table of `columns`. Linear in spans, without recursion: any depth is fine. */
export function buildTraceTable(columns: SpanColumns): TraceTable {
  const offsetUs = Float64Array.from(columns.offsetUs);
  const spanDurationUs = Float64Array.from(columns.durationUs);
  const statuses = Uint8Array.from(columns.statuses);
  let durationUs = 0;
  for (let row = 0; row < offsetUs.length; row += 1) {
    durationUs = Math.max(durationUs, (offsetUs[row] ?? 0) + (spanDurationUs[row] ?? 0));
  }
  const links = parentsFromIds(columns.spanIds, columns.parentSpanIds);
  const loops = cutLoops(links.parent);
  const tree = treeFromParents(links.parent);
  const totals = totalsFromOrder(tree.order, links.parent, statuses);
  return {
    traceId: columns.traceId,
    startUs: columns.startUs,
    durationUs,
    spanCount: offsetUs.length,
    texts: columns.texts,
    spanIds: columns.spanIds,
    offsetUs,
    spanDurationUs,
    serviceText: Uint32Array.from(columns.serviceText),
    nameText: Uint32Array.from(columns.nameText),
    kinds: Uint8Array.from(columns.kinds),
    statuses,
    attributeStart: Uint32Array.from(columns.attributeStart),
    attributeTexts: Uint32Array.from(columns.attributeTexts),
    resourceIndex: Uint32Array.from(columns.resourceIndex),
    resources: columns.resources,
    events: columns.events,
    links: columns.links,
    warnings: columns.warnings,
    ...links,
    loops,
    ...tree,
    ...totals,
  };
}

function parentsFromIds(spanIds: readonly string[], parentSpanIds: readonly string[]) {
  const rowById = new Map<string, number>();
  const duplicates = new Set<number>();
  spanIds.forEach((id, row) => {
    if (rowById.has(id)) duplicates.add(row);
    else rowById.set(id, row);
  });
  const parent = new Int32Array(spanIds.length).fill(-1);
  const orphans = new Map<number, string>();
  parentSpanIds.forEach((id, row) => {
    if (id === "") return;
    const found = rowById.get(id);
    if (found === undefined) orphans.set(row, id);
    else parent[row] = found;
  });
  return { parent, orphans, duplicates };
}

/** Makes `parent` a forest: in every loop of parents, the row at which the loop was met becomes a root. */
function cutLoops(parent: Int32Array): ReadonlySet<number> {
  const cut = new Set<number>();
  const seenInWalk = new Int32Array(parent.length);
  for (let row = 0; row < parent.length; row += 1) {
    const walk = row + 1;
    let at = row;
    while (at >= 0 && seenInWalk[at] === 0) {
      seenInWalk[at] = walk;
      at = parent[at] ?? -1;
    }
    if (at >= 0 && seenInWalk[at] === walk) {
      cut.add(at);
      parent[at] = -1;
    }
  }
  return cut;
}

function treeFromParents(parent: Int32Array) {
  const count = parent.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  const rootsFromLast: number[] = [];
  for (let row = count - 1; row >= 0; row -= 1) {
    const above = parent[row] ?? -1;
    if (above < 0) {
      rootsFromLast.push(row);
      continue;
    }
    nextSibling[row] = firstChild[above] ?? -1;
    firstChild[above] = row;
  }
  const roots = Int32Array.from(rootsFromLast.toReversed());
  const order = new Int32Array(count);
  const depth = new Int32Array(count);
  let maxDepth = 0;
  let position = 0;
  for (const root of roots) {
    let at = root;
    let level = 0;
    while (at >= 0) {
      order[position] = at;
      position += 1;
      depth[at] = level;
      maxDepth = Math.max(maxDepth, level);
      const child = firstChild[at] ?? -1;
      if (child >= 0) {
        at = child;
        level += 1;
        continue;
      }
      while (at !== root && (nextSibling[at] ?? -1) < 0) {
        at = parent[at] ?? root;
        level -= 1;
      }
      at = at === root ? -1 : (nextSibling[at] ?? -1);
    }
  }
  return { firstChild, nextSibling, roots, order, depth, maxDepth };
}

function totalsFromOrder(order: Int32Array, parent: Int32Array, statuses: Uint8Array) {
  const descendants = new Int32Array(order.length);
  const errorsBelow = new Int32Array(order.length);
  let errorCount = 0;
  for (let position = order.length - 1; position >= 0; position -= 1) {
    const row = order[position] ?? 0;
    const failed = statuses[row] === 2 ? 1 : 0;
    errorCount += failed;
    const above = parent[row] ?? -1;
    if (above < 0) continue;
    descendants[above] = (descendants[above] ?? 0) + (descendants[row] ?? 0) + 1;
    errorsBelow[above] = (errorsBelow[above] ?? 0) + (errorsBelow[row] ?? 0) + failed;
  }
  return { descendants, errorsBelow, errorCount };
}
