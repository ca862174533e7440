import { createColumnsBuilder } from "./columns-builder";
import type { SpanColumns, SpanKind } from "./span-columns";

/** A span for a test: id, parent ("" for a root), start and end in µs. */
export type SpanSketch = {
  readonly id: string;
  readonly parent?: string;
  readonly start: number;
  readonly end: number;
  readonly service?: string;
  readonly name?: string;
  readonly kind?: SpanKind;
  readonly error?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
};

/** Columns of a trace drawn as intervals. */
export function columnsFromSketch(spans: readonly SpanSketch[]): SpanColumns {
  const builder = createColumnsBuilder("sketch");
  const resource = builder.addResource([["host.name", "node-1"]]);
  for (const span of spans) {
    for (const [key, value] of Object.entries(span.attributes ?? {})) builder.addAttribute(key, value);
    builder.addSpan({
      spanId: span.id,
      parentSpanId: span.parent ?? "",
      name: span.name ?? `op ${span.id}`,
      service: span.service ?? "shop.demo",
      kind: span.kind ?? 0,
      status: span.error === true ? 2 : 0,
      startUs: span.start,
      durationUs: span.end - span.start,
      resource,
    });
  }
  return builder.finish();
}
