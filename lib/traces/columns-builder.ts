import type { SpanColumns, SpanEvent, SpanKind, SpanLink, SpanStatus } from "./span-columns";

/** One span as a source read it; times in µs since the epoch. */
export type SpanRow = {
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly service: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly startUs: number;
  readonly durationUs: number;
  readonly resource: number;
  readonly events?: readonly RowEvent[];
  readonly links?: readonly SpanLink[];
  readonly warnings?: readonly string[];
};

type RowEvent = Omit<SpanEvent, "offsetUs"> & { readonly timeUs: number };

/** Collects the spans of one trace. Attributes of a span are given before the span itself. */
export type ColumnsBuilder = {
  readonly addResource: (pairs: readonly (readonly [string, string])[]) => number;
  readonly addAttribute: (key: string, value: string) => void;
  readonly addSpan: (row: SpanRow) => void;
  readonly size: () => number;
  readonly finish: () => SpanColumns;
};

/** An empty builder for the trace `traceId`. `finish` sorts the rows by start, ties in the order of arrival. */
export function createColumnsBuilder(traceId: string): ColumnsBuilder {
  const textIndex = new Map<string, number>();
  const rows: SpanRow[] = [];
  const attributeTexts: number[] = [];
  const attributeEnd: number[] = [];
  const resources: number[][] = [];

  function intern(text: string): number {
    const known = textIndex.get(text);
    if (known !== undefined) return known;
    const index = textIndex.size;
    textIndex.set(text, index);
    return index;
  }

  return {
    addResource(pairs) {
      resources.push(pairs.flatMap(([key, value]) => [intern(key), intern(value)]));
      return resources.length - 1;
    },
    addAttribute(key, value) {
      attributeTexts.push(intern(key), intern(value));
    },
    addSpan(row) {
      rows.push(row);
      attributeEnd.push(attributeTexts.length / 2);
    },
    size: () => rows.length,
    finish() {
      const order = rows.map((_, index) => index);
      order.sort((a, b) => (rows[a]?.startUs ?? 0) - (rows[b]?.startUs ?? 0) || a - b);
      return {
        traceId,
        ...columnsInOrder({ rows, order, attributeEnd, attributeTexts, resources, intern, textIndex }),
      };
    },
  };
}

type Collected = {
  readonly rows: readonly SpanRow[];
  readonly order: readonly number[];
  readonly attributeEnd: readonly number[];
  readonly attributeTexts: readonly number[];
  readonly resources: readonly (readonly number[])[];
  readonly intern: (text: string) => number;
  readonly textIndex: ReadonlyMap<string, number>;
};

function columnsInOrder(collected: Collected): Omit<SpanColumns, "traceId"> {
  const { order, resources, intern, textIndex } = collected;
  const sorted = order.flatMap((index) => collected.rows[index] ?? []);
  const startUs = sorted[0]?.startUs ?? 0;
  const attributeStart = [0];
  const attributeTexts: number[] = [];
  for (const index of order) {
    const from = index === 0 ? 0 : (collected.attributeEnd[index - 1] ?? 0);
    const to = collected.attributeEnd[index] ?? from;
    for (let at = from * 2; at < to * 2; at += 1) attributeTexts.push(collected.attributeTexts[at] ?? 0);
    attributeStart.push(attributeTexts.length / 2);
  }
  const serviceText = sorted.map((row) => intern(row.service));
  const nameText = sorted.map((row) => intern(row.name));
  return {
    startUs,
    texts: [...textIndex.keys()],
    spanIds: sorted.map((row) => row.spanId),
    parentSpanIds: sorted.map((row) => row.parentSpanId),
    offsetUs: sorted.map((row) => row.startUs - startUs),
    durationUs: sorted.map((row) => row.durationUs),
    serviceText,
    nameText,
    kinds: sorted.map((row) => row.kind),
    statuses: sorted.map((row) => row.status),
    attributeStart,
    attributeTexts,
    resourceIndex: sorted.map((row) => row.resource),
    resources,
    ...rareParts(sorted, startUs),
  };
}

function rareParts(
  sorted: readonly SpanRow[],
  startUs: number,
): Pick<SpanColumns, "events" | "links" | "warnings"> {
  const events: Record<number, readonly SpanEvent[]> = {};
  const links: Record<number, readonly SpanLink[]> = {};
  const warnings: Record<number, readonly string[]> = {};
  sorted.forEach((row, index) => {
    if (row.events !== undefined && row.events.length > 0) {
      events[index] = row.events.map(({ name, timeUs, attributes }) => ({
        name,
        offsetUs: timeUs - startUs,
        attributes,
      }));
    }
    if (row.links !== undefined && row.links.length > 0) links[index] = row.links;
    if (row.warnings !== undefined && row.warnings.length > 0) warnings[index] = row.warnings;
  });
  return { events, links, warnings };
}
