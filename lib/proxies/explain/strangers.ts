import { unknown, type Answer } from "@/lib/proxies/explain/answer";
import { isProtoObject } from "@/lib/proxies/proto-json";

/** Unknown where a condition has a field that this explanation does not know; otherwise what `answer` says. */
export function unlessStrange(value: unknown, known: ReadonlySet<string>, answer: () => Answer): Answer {
  const [name] = strangersIn(value, known);
  return name === undefined ? answer() : unknown("condition", { name });
}

/**
 * The fields (snake_case) of a protobuf JSON object that are not among `known`: those of an Envoy that this explanation
 * does not know yet, so that what depends on them can't be told.
 */
export function strangersIn(value: unknown, known: Iterable<string>): readonly string[] {
  if (!isProtoObject(value)) return [];
  const names = known instanceof Set ? known : new Set(known);
  return Object.keys(value)
    .map((key) => (names.has(key) ? key : key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)))
    .filter((key) => !names.has(key) && key !== "@type");
}
