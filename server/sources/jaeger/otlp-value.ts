import type { SpanKind, SpanStatus } from "@/lib/traces/span-columns";
import { fieldsOf, listOf, numberOf, textOf } from "./field";

/** Attributes in OTLP's list form as a record. */
export function recordFrom(attributes: unknown): Record<string, string> {
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
  if (fields["kvlistValue"] !== undefined) {
    return JSON.stringify(recordFrom(fieldsOf(fields["kvlistValue"])["values"]));
  }
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
  const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
  const word = text.replace("STATUS_CODE_", "").toLowerCase();
  return word === "2" || word === "error" ? 2 : word === "1" || word === "ok" ? 1 : 0;
}
