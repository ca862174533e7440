import { createColumnsBuilder, type ColumnsBuilder, type SpanRow } from "@/lib/traces/columns-builder";
import type { SpanColumns, SpanKind, SpanStatus } from "@/lib/traces/span-columns";
import {
  fieldsOf,
  idOf,
  listOf,
  microsecondsFromNanos,
  nanosBelowMicrosecond,
  numberOf,
  parentIdOf,
  textOf,
  type Fields,
} from "./field";

/**
 * The traces in OTLP JSON `resourceSpans` (or Tempo's `batches`), by trace id. Ids in hex or base64, numbers as numbers or texts,
 * kind and status as numbers or names; unknown fields are skipped.
 */
export function tracesFromOtlp(resourceSpans: readonly unknown[]): Map<string, SpanColumns> {
  const builders = new Map<string, ColumnsBuilder>();
  for (const item of resourceSpans) readResourceSpans(fieldsOf(item), builders);
  return new Map([...builders].map(([traceId, builder]) => [traceId, builder.finish()]));
}

function readResourceSpans(item: Fields, builders: Map<string, ColumnsBuilder>): void {
  const pairs: [string, string][] = [];
  let service = "";
  for (const attribute of listOf(fieldsOf(item["resource"])["attributes"])) {
    const { key, value } = fieldsOf(attribute);
    if (key === "service.name") service = textOfValue(value);
    else pairs.push([textOf(key), textOfValue(value)]);
  }
  const resourceByTrace = new Map<string, number>();
  for (const scopeItem of listOf(item["scopeSpans"] ?? item["instrumentationLibrarySpans"])) {
    const scopeFields = fieldsOf(scopeItem);
    const scope = fieldsOf(scopeFields["scope"]);
    for (const spanItem of listOf(scopeFields["spans"])) {
      const span = fieldsOf(spanItem);
      const traceId = idOf(span["traceId"]);
      let builder = builders.get(traceId);
      if (builder === undefined) {
        builder = createColumnsBuilder(traceId);
        builders.set(traceId, builder);
      }
      let resource = resourceByTrace.get(traceId);
      if (resource === undefined) {
        resource = builder.addResource(pairs);
        resourceByTrace.set(traceId, resource);
      }
      readSpan(span, scope, service, resource, builder);
    }
  }
}

function readSpan(
  span: Fields,
  scope: Fields,
  service: string,
  resource: number,
  builder: ColumnsBuilder,
): void {
  let failed = false;
  for (const attribute of listOf(span["attributes"])) {
    const { key, value } = fieldsOf(attribute);
    const text = textOfValue(value);
    if (key === "error") failed = text !== "" && text !== "false";
    builder.addAttribute(textOf(key), text);
  }
  if (textOf(scope["name"]) !== "") builder.addAttribute("otel.scope.name", textOf(scope["name"]));
  if (textOf(scope["version"]) !== "") builder.addAttribute("otel.scope.version", textOf(scope["version"]));
  const status = fieldsOf(span["status"]);
  if (textOf(status["message"]) !== "")
    builder.addAttribute("otel.status_description", textOf(status["message"]));
  builder.addSpan({
    spanId: idOf(span["spanId"]),
    parentSpanId: parentIdOf(span["parentSpanId"]),
    name: textOf(span["name"]),
    service,
    kind: kindFrom(span["kind"]),
    status: failed ? 2 : statusFrom(status["code"]),
    ...times(span),
    resource,
    ...rareParts(span),
  });
}

function times(span: Fields): { startUs: number; durationUs: number } {
  const start = span["startTimeUnixNano"];
  const startUs = microsecondsFromNanos(start) ?? 0;
  const end = span["endTimeUnixNano"];
  const endUs = microsecondsFromNanos(end) ?? startUs;
  const nanos = nanosBelowMicrosecond(end) - nanosBelowMicrosecond(start);
  return { startUs, durationUs: Math.max(0, endUs - startUs + nanos / 1000) };
}

function rareParts(span: Fields): Pick<SpanRow, "events" | "links" | "warnings"> {
  const events = listOf(span["events"]).map((item) => {
    const event = fieldsOf(item);
    return {
      name: textOf(event["name"]),
      timeUs: microsecondsFromNanos(event["timeUnixNano"]) ?? 0,
      attributes: recordFrom(event["attributes"]),
    };
  });
  const links = listOf(span["links"]).map((item) => {
    const link = fieldsOf(item);
    return { traceId: idOf(link["traceId"]), spanId: idOf(link["spanId"]) };
  });
  return { ...(events.length === 0 ? {} : { events }), ...(links.length === 0 ? {} : { links }) };
}

function recordFrom(attributes: unknown): Record<string, string> {
  return Object.fromEntries(
    listOf(attributes).map((item) => {
      const { key, value } = fieldsOf(item);
      return [textOf(key), textOfValue(value)];
    }),
  );
}

/** The text of an OTLP AnyValue; lists and maps as JSON. */
export function textOfValue(value: unknown): string {
  const fields = fieldsOf(value);
  if (typeof fields["stringValue"] === "string") return fields["stringValue"];
  for (const name of ["boolValue", "intValue", "doubleValue", "bytesValue"]) {
    if (fields[name] !== undefined) return String(fields[name]);
  }
  if (fields["arrayValue"] !== undefined) {
    return JSON.stringify(listOf(fieldsOf(fields["arrayValue"])["values"]).map(textOfValue));
  }
  if (fields["kvlistValue"] !== undefined)
    return JSON.stringify(recordFrom(fieldsOf(fields["kvlistValue"])["values"]));
  return "";
}

const kindNames = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/** A kind by number, or by name with or without the prefix SPAN_KIND_. */
export function kindFrom(value: unknown): SpanKind {
  const number =
    typeof value === "string" && numberOf(value) === undefined
      ? kindNames.indexOf(value.replace("SPAN_KIND_", "").toLowerCase())
      : (numberOf(value) ?? 0);
  return number === 1 || number === 2 || number === 3 || number === 4 || number === 5 ? number : 0;
}

/** A status by number, or by name with or without the prefix STATUS_CODE_. */
export function statusFrom(value: unknown): SpanStatus {
  const text = String(value ?? "")
    .replace("STATUS_CODE_", "")
    .toLowerCase();
  return text === "2" || text === "error" ? 2 : text === "1" || text === "ok" ? 1 : 0;
}
