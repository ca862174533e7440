import { isRecord, isSameJson } from "@/lib/config/clean-manifest";

/**
 * The JSON merge patch that makes `after` of `before`: what is gone is null, lists come whole; undefined when they are
 * the same. Source: RFC 7396.
 */
export function mergePatch(before: unknown, after: unknown): unknown {
  if (isSameJson(before, after)) return undefined;
  if (!isRecord(before) || !isRecord(after)) return after;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    keys.flatMap((key) => {
      if (after[key] === undefined) return before[key] === undefined ? [] : [[key, null]];
      const value = mergePatch(before[key], after[key]);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
