import { isRecord, isSameJson } from "@/lib/config/clean-manifest";

/** A JSON object whose shape nobody vouches for. */
export type Json = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one when it is none. */
export function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {};
}

/** The objects of a list; none when it is no list. */
export function recordsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The value as text; undefined when it is none or empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The value as a number; undefined when it is none. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The pairs of a map of texts; none when it is no map. */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(recordOf(value)).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}

/**
 * `record` with `key` at `value`, or without it when `value` is undefined. Keys keep their order; the record itself comes
 * back when nothing changes.
 */
export function withField(record: Json, key: string, value: unknown): Json {
  if (value === undefined) return withoutFields(record, key);
  return key in record && isSameJson(record[key], value) ? record : { ...record, [key]: value };
}

/** `record` without `keys`; the record itself when it has none of them. */
export function withoutFields(record: Json, ...keys: readonly string[]): Json {
  if (!keys.some((key) => key in record)) return record;
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

/** Like `withField`, but an object that would be empty is taken out. */
export function withObject(record: Json, key: string, value: Json): Json {
  return withField(record, key, Object.keys(value).length === 0 ? undefined : value);
}
