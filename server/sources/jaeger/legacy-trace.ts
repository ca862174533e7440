import { createColumnsBuilder, type ColumnsBuilder } from "@/lib/traces/columns-builder";
import type { SpanColumns } from "@/lib/traces/span-columns";
import { fieldsOf, idOf, listOf, numberOf, textOf, type Fields } from "./field";
import { kindFrom, statusFrom } from "./otlp";

/** Tags that OTLP has as fields of their own, so that both APIs give equal columns. */
const fieldTags = new Set(["span.kind", "otel.status_code"]);

/** One trace of Jaeger's legacy JSON. References of kind CHILD_OF make the parent; without one, FOLLOWS_FROM does, as in Jaeger's own OTLP translation. */
export function columnsFromLegacy(trace: unknown): SpanColumns {
  const fields = fieldsOf(trace);
  const traceId = idOf(fields["traceID"]);
  const builder = createColumnsBuilder(traceId);
  const processes = new Map<string, { service: string; resource: number }>();
  for (const [id, item] of Object.entries(fieldsOf(fields["processes"]))) {
    const process = fieldsOf(item);
    const pairs = listOf(process["tags"]).map((tag): [string, string] => {
      const { key, value } = fieldsOf(tag);
      return [textOf(key), textOfTag(value)];
    });
    processes.set(id, { service: textOf(process["serviceName"]), resource: builder.addResource(pairs) });
  }
  for (const item of listOf(fields["spans"])) readSpan(fieldsOf(item), traceId, processes, builder);
  return builder.finish();
}

function readSpan(
  span: Fields,
  traceId: string,
  processes: ReadonlyMap<string, { service: string; resource: number }>,
  builder: ColumnsBuilder,
): void {
  let failed = false;
  let kind = kindFrom(undefined);
  let status = statusFrom(undefined);
  for (const tag of listOf(span["tags"])) {
    const fields = fieldsOf(tag);
    const key = textOf(fields["key"]);
    const text = textOfTag(fields["value"]);
    if (key === "span.kind") kind = kindFrom(text);
    else if (key === "otel.status_code") status = statusFrom(text);
    else if (key === "error") failed = text !== "" && text !== "false";
    if (!fieldTags.has(key)) builder.addAttribute(key, text);
  }
  const process = processes.get(textOf(span["processID"]));
  const { parentSpanId, links } = referencesOf(span, traceId);
  builder.addSpan({
    spanId: idOf(span["spanID"]),
    parentSpanId,
    name: textOf(span["operationName"]),
    service: process?.service ?? "",
    kind,
    status: failed ? 2 : status,
    startUs: numberOf(span["startTime"]) ?? 0,
    durationUs: Math.max(0, numberOf(span["duration"]) ?? 0),
    resource: process?.resource ?? -1,
    events: listOf(span["logs"]).map(eventFromLog),
    links,
    warnings: listOf(span["warnings"]).map(textOf),
  });
}

function referencesOf(span: Fields, traceId: string) {
  let childOf: string | undefined;
  let followsFrom: string | undefined;
  const references = listOf(span["references"]).map((item) => {
    const reference = fieldsOf(item);
    return {
      kind: reference["refType"],
      traceId: idOf(reference["traceID"]),
      spanId: idOf(reference["spanID"]),
    };
  });
  for (const reference of references) {
    if (reference.traceId !== traceId && reference.traceId !== "") continue;
    if (reference.kind === "CHILD_OF") childOf ??= reference.spanId;
    else followsFrom ??= reference.spanId;
  }
  const parentSpanId = childOf ?? followsFrom ?? idOf(span["parentSpanID"]);
  const links = references
    .filter((reference) => reference.traceId !== traceId || reference.spanId !== parentSpanId)
    .map((reference) => ({ traceId: reference.traceId, spanId: reference.spanId }));
  return { parentSpanId, links };
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

function textOfTag(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null
    ? ""
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
}
