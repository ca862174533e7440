import type { SpanKind, SpanStatus } from "@/lib/traces/span-columns";
import { fieldsOf, idOf, listOf, microsecondsFromNanos, textOf } from "./field";
import { objectClose, objectOpen, type JsonScanner } from "./json-scanner";
import { kindFrom, recordFrom, statusFrom, textOfValue } from "./otlp-value";
import { TraceRows, type RareParts } from "./trace-rows";

const keyNames = [
  "result",
  "resourceSpans",
  "batches",
  "error",
  "resource",
  "attributes",
  "scopeSpans",
  "instrumentationLibrarySpans",
  "scope",
  "spans",
  "key",
  "value",
  "stringValue",
  "traceId",
  "spanId",
  "parentSpanId",
  "name",
  "kind",
  "startTimeUnixNano",
  "endTimeUnixNano",
  "events",
  "links",
  "status",
  "code",
  "message",
  "service.name",
  "",
  "false",
  "otel.scope.name",
  "otel.scope.version",
  "otel.status_description",
] as const;

export type OtlpScope = { readonly name: number; readonly version: number };
export type SpanSurroundings = {
  readonly service: number;
  /** Attributes of the resource: key text, value text. */
  readonly pairs: readonly number[];
  readonly resourceOfTrace: Map<TraceRows, number>;
  readonly scope: OtlpScope | undefined;
};

/** Reads spans, one after the other, into the rows of their traces. */
export class OtlpSpanReader {
  /** Numbers of the keys: they are the first texts, so that a key is known by its number alone. */
  readonly k: Readonly<Record<(typeof keyNames)[number], number>>;
  readonly empty: number;
  /** By the trace id's text. */
  readonly traces = new Map<number, TraceRows>();
  private readonly scanner: JsonScanner;
  /** Attributes of the span that is being read: its trace is not known before its end. */
  private readonly pending: number[] = [];
  private traceId = -1;
  private spanId = -1;
  private parentId = -1;
  private name = -1;
  private startUs = 0;
  private startNs = 0;
  private endUs = -1;
  private endNs = 0;
  private kind: SpanKind = 0;
  private status: SpanStatus = 0;
  private rare: RareParts | undefined;
  private readonly readMember = (key: number): boolean => this.member(key) || this.partMember(key);
  private readonly readStatus = (key: number): boolean => this.statusMember(key);
  private readonly addPending = (key: number, value: number): void => {
    this.pending.push(key, value);
  };

  constructor(scanner: JsonScanner) {
    this.scanner = scanner;
    const numbers = keyNames.map((name) => [name, scanner.texts.addText(name)] as const);
    // Every name of the list has its entry.
    this.k = Object.fromEntries(numbers) as Record<(typeof keyNames)[number], number>;
    this.empty = this.k[""];
  }

  read(around: SpanSurroundings): void {
    this.begin();
    this.scanner.members(this.readMember);
    this.store(around);
  }

  attributes(add: (key: number, value: number) => void): void {
    const { scanner, k, empty } = this;
    let key = empty;
    let value = empty;
    const member = (name: number): boolean => {
      if (name === k.key) key = scanner.textOr(empty);
      else if (name === k.value) value = this.anyValue();
      else return false;
      return true;
    };
    scanner.items(() => {
      key = empty;
      value = empty;
      scanner.members(member);
      add(key, value);
    });
  }

  /** An AnyValue's text: the plain one fast, any other kind as JavaScript. */
  private anyValue(): number {
    const { scanner } = this;
    const first = scanner.peek();
    const start = scanner.at;
    if (first === objectOpen) {
      scanner.at += 1;
      if (scanner.more(objectClose) && scanner.key() === this.k.stringValue) {
        const text = scanner.text();
        if (text >= 0 && !scanner.more(objectClose)) return text;
      }
      scanner.at = start;
    }
    return scanner.texts.addText(textOfValue(scanner.value()));
  }

  private begin(): void {
    this.pending.length = 0;
    this.traceId = this.spanId = this.name = this.empty;
    this.parentId = this.endUs = -1;
    this.startUs = this.startNs = this.endNs = 0;
    this.kind = this.status = 0;
    this.rare = undefined;
  }

  private member(key: number): boolean {
    const { k, scanner } = this;
    if (key === k.traceId) this.traceId = scanner.textOr(this.empty);
    else if (key === k.spanId) this.spanId = scanner.textOr(this.empty);
    else if (key === k.parentSpanId) this.parentId = scanner.text();
    else if (key === k.name) this.name = scanner.textOr(this.empty);
    else if (key === k.attributes) this.attributes(this.addPending);
    else if (key === k.startTimeUnixNano) {
      if (!scanner.epochNanos()) return true;
      this.startUs = scanner.wholeUs;
      this.startNs = scanner.belowNs;
    } else if (key === k.endTimeUnixNano) {
      if (!scanner.epochNanos()) return true;
      this.endUs = scanner.wholeUs;
      this.endNs = scanner.belowNs;
    } else return false;
    return true;
  }

  private partMember(key: number): boolean {
    const { k, scanner } = this;
    if (key === k.kind) this.kind = kindFrom(scanner.value());
    else if (key === k.status) scanner.members(this.readStatus);
    else if (key === k.events || key === k.links) {
      const list = listOf(scanner.value());
      if (list.length === 0) return true;
      this.rare ??= { events: [], links: [], warnings: [] };
      if (key === k.events) this.rare.events = list.map(eventFrom);
      else this.rare.links = list.map(linkFrom);
    } else return false;
    return true;
  }

  private statusMember(key: number): boolean {
    const { k, scanner } = this;
    if (key === k.code) this.status = statusFrom(scanner.value());
    else if (key === k.message) {
      const message = scanner.text();
      if (message >= 0 && message !== this.empty) this.pending.push(k["otel.status_description"], message);
    } else return false;
    return true;
  }

  private store({ service, pairs, resourceOfTrace, scope }: SpanSurroundings): void {
    const { k, empty, pending } = this;
    if (scope !== undefined && scope.name !== empty) pending.push(k["otel.scope.name"], scope.name);
    if (scope !== undefined && scope.version !== empty) pending.push(k["otel.scope.version"], scope.version);
    const rows = this.rowsOf(this.traceId);
    for (let at = 0; at < pending.length; at += 2) {
      const value = pending[at + 1] ?? empty;
      if (pending[at] === k.error && value !== empty && value !== k["false"]) this.status = 2;
      rows.attributes.push(pending[at] ?? empty, value);
    }
    if (this.rare !== undefined) rows.rare.set(rows.spanIds.length, this.rare);
    let resource = resourceOfTrace.get(rows);
    if (resource === undefined) {
      resource = rows.resources.push([...pairs]) - 1;
      resourceOfTrace.set(rows, resource);
    }
    const lengthUs = this.endUs - this.startUs + (this.endNs - this.startNs) / 1000;
    rows.spanIds.push(this.spanId);
    rows.parentIds.push(this.parentId);
    rows.names.push(this.name);
    rows.services.push(service);
    rows.kinds.push(this.kind);
    rows.statuses.push(this.status);
    rows.startUs.push(this.startUs);
    rows.durationUs.push(this.endUs < 0 ? 0 : Math.max(0, lengthUs));
    rows.resourceIndex.push(resource);
    rows.attributeEnd.push(rows.attributes.length);
  }

  private rowsOf(traceId: number): TraceRows {
    const known = this.traces.get(traceId);
    if (known !== undefined) return known;
    const made = new TraceRows();
    this.traces.set(traceId, made);
    return made;
  }
}

function eventFrom(item: unknown) {
  const event = fieldsOf(item);
  return {
    name: textOf(event["name"]),
    timeUs: microsecondsFromNanos(event["timeUnixNano"]) ?? 0,
    attributes: recordFrom(event["attributes"]),
  };
}

function linkFrom(item: unknown) {
  const link = fieldsOf(item);
  return { traceId: idOf(link["traceId"]), spanId: idOf(link["spanId"]) };
}
