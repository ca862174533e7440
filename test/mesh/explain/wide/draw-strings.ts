import type { Draw } from "../draw";
import type { Json } from "../generate-matches";

/** A string matcher that has a chance with the values of the pool. */
export function strings(draw: Draw, pool: readonly string[]): Json {
  const value = draw.one(pool);
  const part = value.slice(draw.below(2), 1 + draw.below(3)) || "a";
  const fold = draw.chance(0.3) ? { ignore_case: draw.chance(0.8) } : {};
  return draw.one<() => Json>([
    () => ({ exact: value, ...fold }),
    () => ({ prefix: part, ...fold }),
    () => ({ suffix: part, ...fold }),
    () => ({ contains: part, ...fold }),
    () => ({
      safe_regex: {
        regex: draw.one(["a|b", "a", "[ab,]+", ".*b", "(?i)A", "\\d+", "[^,]*", "a?,? ?b?"]),
      },
    }),
  ])();
}
