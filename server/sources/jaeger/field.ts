/**
 * Readers for the rare parts of spans, narrowed by hand: a wrong type reads as missing and costs nobody the trace.
 */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  // An object read only by its own keys; every value stays unknown.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : noFields;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : noList;
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A number, also from a text; undefined when it is none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Epoch µs from epoch ns, given as text or number; undefined when it is none. */
export function microsecondsFromNanos(value: unknown): number | undefined {
  if (typeof value === "string" && value.length > 3 && /^\d+$/.test(value)) return Number(value.slice(0, -3));
  const nanos = numberOf(value);
  return nanos === undefined ? undefined : Math.floor(nanos / 1000);
}

/** Hex as it is in lower case, base64 of 8 or 16 bytes as hex, anything else as it is: ids are opaque. */
export function idOf(value: unknown): string {
  const id = textOf(value);
  if (id.endsWith("=") && (id.length === 12 || id.length === 24))
    return Buffer.from(id, "base64").toString("hex");
  return id.length >= 15 && /^[0-9a-fA-F]+$/.test(id) ? id.toLowerCase() : id;
}

/** OTLP writes "no parent" as absent, "" or zeros. */
export function parentIdOf(value: unknown): string {
  const id = idOf(value);
  return /^0+$/.test(id) ? "" : id;
}

const noFields: Fields = {};
const noList: readonly unknown[] = [];
