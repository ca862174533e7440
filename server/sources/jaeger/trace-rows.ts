import type { SpanColumns, SpanEvent, SpanKind, SpanLink, SpanStatus } from "@/lib/traces/span-columns";
import type { ByteTexts } from "./byte-texts";
import { idOf, parentIdOf } from "./field";

/** The parts that few spans have. */
export type RareParts = {
  events: (Omit<SpanEvent, "offsetUs"> & { readonly timeUs: number })[];
  links: SpanLink[];
  warnings: string[];
};

/** One trace while it is read: columns in order of arrival; texts are numbers of the whole answer's `ByteTexts`. */
export class TraceRows {
  readonly spanIds: number[] = [];
  readonly parentIds: number[] = [];
  readonly names: number[] = [];
  /** Service text; for the legacy API the process id's text until the end. */
  readonly services: number[] = [];
  readonly kinds: SpanKind[] = [];
  readonly statuses: SpanStatus[] = [];
  readonly startUs: number[] = [];
  readonly durationUs: number[] = [];
  readonly resourceIndex: number[] = [];
  readonly attributeEnd: number[] = [];
  readonly attributes: number[] = [];
  readonly resources: number[][] = [];
  readonly rare = new Map<number, RareParts>();

  finish(traceId: string, texts: ByteTexts, local: LocalTexts): SpanColumns {
    local.begin();
    const order = orderByStart(this.startUs);
    const first = order[0];
    const startUs = first === undefined ? 0 : (this.startUs[first] ?? 0);
    const own = (index: number | undefined) => local.number(index ?? -1);
    const pick = <T>(column: readonly T[], missing: T): T[] => order.map((row) => column[row] ?? missing);
    const attributeStart = [0];
    const attributeTexts: number[] = [];
    for (const row of order) {
      const from = row === 0 ? 0 : (this.attributeEnd[row - 1] ?? 0);
      const to = this.attributeEnd[row] ?? 0;
      for (let at = from; at < to; at += 1) attributeTexts.push(own(this.attributes[at]));
      attributeStart.push(attributeTexts.length / 2);
    }
    return {
      traceId,
      startUs,
      spanIds: order.map((row) => idOf(texts.text(this.spanIds[row] ?? -1))),
      parentSpanIds: order.map((row) => parentIdOf(textOrNothing(texts, this.parentIds[row]))),
      offsetUs: order.map((row) => (this.startUs[row] ?? 0) - startUs),
      durationUs: pick(this.durationUs, 0),
      serviceText: order.map((row) => own(this.services[row])),
      nameText: order.map((row) => own(this.names[row])),
      kinds: pick(this.kinds, 0),
      statuses: pick(this.statuses, 0),
      attributeStart,
      attributeTexts,
      resourceIndex: pick(this.resourceIndex, -1),
      resources: this.resources.map((pairs) => pairs.map(own)),
      ...this.rareParts(order, startUs),
      texts: local.end(texts),
    };
  }

  private rareParts(
    order: readonly number[],
    startUs: number,
  ): Pick<SpanColumns, "events" | "links" | "warnings"> {
    const events: Record<number, readonly SpanEvent[]> = {};
    const links: Record<number, readonly SpanLink[]> = {};
    const warnings: Record<number, readonly string[]> = {};
    if (this.rare.size > 0) {
      order.forEach((row, place) => {
        const rare = this.rare.get(row);
        if (rare === undefined) return;
        if (rare.links.length > 0) links[place] = rare.links;
        if (rare.warnings.length > 0) warnings[place] = rare.warnings;
        if (rare.events.length === 0) return;
        events[place] = rare.events.map(({ name, timeUs, attributes }) => ({
          name,
          offsetUs: timeUs - startUs,
          attributes,
        }));
      });
    }
    return { events, links, warnings };
  }
}

/** Numbers of the texts that one trace uses, out of those of the whole answer. One array serves all traces of an answer. */
export class LocalTexts {
  private numbers = new Int32Array(0);
  private used: number[] = [];
  private readonly sizeOf: () => number;

  constructor(texts: ByteTexts) {
    this.sizeOf = () => texts.size;
  }

  begin(): void {
    if (this.numbers.length < this.sizeOf() + 1) this.numbers = new Int32Array(this.sizeOf() + 1);
  }

  /** The trace's number for a text of the answer; -1, a missing text, gets one too. */
  number(index: number): number {
    const known = this.numbers[index + 1] ?? 0;
    if (known > 0) return known - 1;
    this.used.push(index);
    this.numbers[index + 1] = this.used.length;
    return this.used.length - 1;
  }

  end(texts: ByteTexts): string[] {
    const { used } = this;
    for (const index of used) this.numbers[index + 1] = 0;
    this.used = [];
    return used.map((index) => (index < 0 ? "" : texts.text(index)));
  }
}

function textOrNothing(texts: ByteTexts, index: number | undefined): string {
  return index === undefined || index < 0 ? "" : texts.text(index);
}

function orderByStart(startUs: readonly number[]): number[] {
  const order = startUs.map((_, row) => row);
  return order.sort((a, b) => (startUs[a] ?? 0) - (startUs[b] ?? 0) || a - b);
}
