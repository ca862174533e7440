import type { SpanKind, SpanStatus } from "@/lib/traces/span-columns";
import { fieldsOf, idOf, listOf, numberOf, textOf } from "./field";
import type { JsonScanner } from "./json-scanner";
import { kindFrom, statusFrom } from "./otlp-value";
import type { RareParts, TraceRows } from "./trace-rows";

const keyNames = [
  "data",
  "errors",
  "traceID",
  "spans",
  "processes",
  "spanID",
  "parentSpanID",
  "operationName",
  "references",

  "startTime",
  "duration",
  "tags",
  "logs",
  "processID",
  "warnings",
  "key",
  "value",
  "refType",
  "CHILD_OF",
  "span.kind",
  "otel.status_code",
  "error",
  "",
  "false",
] as const;

type Reference = { kind: number; traceId: number; spanId: number };

const quote = 0x22;

/**
 * Reads spans of the legacy JSON, one after the other. A CHILD_OF reference within the trace makes the parent; without
 * one, FOLLOWS_FROM does, as in Jaeger's own OTLP translation.
 */
export class LegacySpanReader {
  /** Numbers of the keys: they are the first texts, so that a key is known by its number alone. */
  readonly k: Readonly<Record<(typeof keyNames)[number], number>>;
  readonly empty: number;
  private readonly scanner: JsonScanner;
  private rows: TraceRows | undefined;
  private readonly references: Reference[] = [];
  private traceId = -1;
  private spanId = -1;
  private parentId = -1;
  private name = -1;
  private process = -1;
  private startUs = 0;
  private durationUs = 0;
  private kind: SpanKind = 0;
  private status: SpanStatus = 0;
  private failed = false;
  private rare: RareParts = { events: [], links: [], warnings: [] };
  private tagKey = -1;
  private tagText = -1;
  private readonly readMember = (key: number): boolean => this.member(key) || this.partMember(key);
  private readonly readTag = (): void => this.tag();
  private readonly readTagMember = (key: number): boolean => this.tagMember(key);
  private readonly readReference = (): void => this.reference();

  constructor(scanner: JsonScanner) {
    this.scanner = scanner;
    const numbers = keyNames.map((name) => [name, scanner.texts.addText(name)] as const);
    // Every name of the list has its entry.
    this.k = Object.fromEntries(numbers) as Record<(typeof keyNames)[number], number>;
    this.empty = this.k[""];
  }

  /** Reads one span; its service is the process id's text until the processes are known. */
  read(rows: TraceRows): void {
    this.rows = rows;
    this.references.length = 0;
    this.traceId = this.spanId = this.name = this.process = this.empty;
    this.parentId = -1;
    this.startUs = this.durationUs = 0;
    this.kind = this.status = 0;
    this.failed = false;
    this.rare = { events: [], links: [], warnings: [] };
    this.scanner.members(this.readMember);
    this.store(rows);
  }

  private member(key: number): boolean {
    const { k, scanner } = this;
    if (key === k.traceID) this.traceId = scanner.textOr(this.empty);
    else if (key === k.spanID) this.spanId = scanner.textOr(this.empty);
    else if (key === k.parentSpanID) this.parentId = scanner.text();
    else if (key === k.operationName) this.name = scanner.textOr(this.empty);
    else if (key === k.processID) this.process = scanner.textOr(this.empty);
    else if (key === k.startTime) this.startUs = scanner.number() || 0;
    else if (key === k.duration) this.durationUs = Math.max(0, scanner.number() || 0);
    else return false;
    return true;
  }

  private partMember(key: number): boolean {
    const { k, scanner } = this;
    if (key === k.tags) scanner.items(this.readTag);
    else if (key === k.references) scanner.items(this.readReference);
    else if (key === k.logs) this.rare.events = listOf(scanner.value()).map(eventFromLog);
    else if (key === k.warnings) this.rare.warnings = listOf(scanner.value()).map(textOf);
    else return false;
    return true;
  }

  private tag(): void {
    const { k, scanner } = this;
    this.tagKey = this.tagText = this.empty;
    scanner.members(this.readTagMember);
    const { tagKey, tagText } = this;
    if (tagKey === k["span.kind"]) this.kind = kindFrom(scanner.texts.text(tagText));
    else if (tagKey === k["otel.status_code"]) this.status = statusFrom(scanner.texts.text(tagText));
    else this.rows?.attributes.push(tagKey, tagText);
    if (tagKey === k.error) this.failed = tagText !== this.empty && tagText !== k["false"];
  }

  private tagMember(key: number): boolean {
    const { k, scanner } = this;
    if (key === k.key) this.tagKey = scanner.textOr(this.empty);
    else if (key === k.value) {
      this.tagText =
        scanner.peek() === quote ? scanner.text() : scanner.texts.addText(textOfTag(scanner.value()));
    } else return false;
    return true;
  }

  private reference(): void {
    const { k, scanner } = this;
    const reference = { kind: this.empty, traceId: this.empty, spanId: this.empty };
    scanner.members((key) => {
      if (key === k.refType) reference.kind = scanner.textOr(this.empty);
      else if (key === k.traceID) reference.traceId = scanner.textOr(this.empty);
      else if (key === k.spanID) reference.spanId = scanner.textOr(this.empty);
      else return false;
      return true;
    });
    this.references.push(reference);
  }

  private store(rows: TraceRows): void {
    const { k, references, rare } = this;
    const own = references.filter((one) => one.traceId === this.traceId || one.traceId === this.empty);
    const parent = own.find(({ kind }) => kind === k.CHILD_OF) ?? own[0];
    if (parent !== undefined) this.parentId = parent.spanId;
    rare.links = references.filter((one) => one !== parent).map((one) => this.link(one));
    if (rare.events.length + rare.links.length + rare.warnings.length > 0)
      rows.rare.set(rows.spanIds.length, rare);
    rows.spanIds.push(this.spanId);
    rows.parentIds.push(this.parentId);
    rows.names.push(this.name);
    rows.services.push(this.process);
    rows.kinds.push(this.kind);
    rows.statuses.push(this.failed ? 2 : this.status);
    rows.startUs.push(this.startUs);
    rows.durationUs.push(this.durationUs);
    rows.attributeEnd.push(rows.attributes.length);
  }

  private link({ traceId, spanId }: Reference) {
    const id = (index: number) => idOf(this.scanner.texts.text(index));
    return { traceId: id(traceId), spanId: id(spanId) };
  }
}

function eventFromLog(item: unknown) {
  const log = fieldsOf(item);
  const attributes: Record<string, string> = {};
  for (const field of listOf(log["fields"])) {
    const { key, value } = fieldsOf(field);
    attributes[textOf(key)] = textOfTag(value);
  }
  const { event, ...rest } = attributes;
  return {
    name: event ?? "log",
    timeUs: numberOf(log["timestamp"]) ?? 0,
    attributes: event === undefined ? attributes : rest,
  };
}

/** The text of a tag's value, whatever its type. */
export function textOfTag(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
