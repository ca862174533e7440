/** OTLP's span kinds by number. */
export type SpanKind = 0 | 1 | 2 | 3 | 4 | 5;
/** OTLP's status codes by number: unset, ok, error. */
export type SpanStatus = 0 | 1 | 2;

/**
 * One trace as columns: plain JSON arrays, so that it crosses the wire without per-span objects. Row i of every
 * column is one span; rows are sorted by start. Texts are interned: numbers in `…Text` columns index `texts`.
 */
export type SpanColumns = {
  readonly traceId: string;
  /** Epoch µs of the earliest span. */
  readonly startUs: number;
  readonly texts: readonly string[];
  readonly spanIds: readonly string[];
  /** "" for a span without parent; an id that is no row of this trace marks an orphan. */
  readonly parentSpanIds: readonly string[];
  /** µs since `startUs`. */
  readonly offsetUs: readonly number[];
  readonly durationUs: readonly number[];
  readonly serviceText: readonly number[];
  readonly nameText: readonly number[];
  readonly kinds: readonly SpanKind[];
  readonly statuses: readonly SpanStatus[];
  /** Attributes of row i are the pairs from `attributeStart[i]` to `attributeStart[i + 1]`: key text, value text. */
  readonly attributeStart: readonly number[];
  readonly attributeTexts: readonly number[];
  /** Resource of row i: index into `resources`, each a list of key text, value text. */
  readonly resourceIndex: readonly number[];
  readonly resources: readonly (readonly number[])[];
  /** Rare parts, by row. */
  readonly events: Readonly<Record<number, readonly SpanEvent[]>>;
  readonly links: Readonly<Record<number, readonly SpanLink[]>>;
  readonly warnings: Readonly<Record<number, readonly string[]>>;
};

export type SpanEvent = {
  readonly name: string;
  /** µs since the trace's `startUs`. */
  readonly offsetUs: number;
  readonly attributes: Readonly<Record<string, string>>;
};

export type SpanLink = { readonly traceId: string; readonly spanId: string };
