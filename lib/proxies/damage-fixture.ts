/** Values that no field expects. */
const strange: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  4_294_967_296,
  1e308,
  0.5,
  "",
  "constructor",
  "__proto__",
  "toString",
  "NaN",
  "1e999s",
  "-5s",
  "\uD800",
  "日本 \u202E",
  "x".repeat(20_000),
  [],
  [[]],
  [null, 1, "a", {}],
  {},
  { toString: 1, valueOf: null },
  { value: { value: { value: "1" } } },
  { "@type": "type.googleapis.com/constructor" },
  { "@type": 7, typed_config: [] },
  JSON.parse('{"__proto__":{"name":"x"},"constructor":1,"name":["n"]}'),
  Array.from({ length: 60 }).reduce((inner) => ({ and_rules: { rules: [inner] } }), {}),
];

/** `value` with about `rate` of its values replaced or left out. */
export function damaged(value: unknown, next: () => number, rate: number): unknown {
  if (next() < rate) return strange[Math.floor(next() * strange.length)];
  if (Array.isArray(value)) {
    const kept = value.filter(() => next() > rate / 2).map((item) => damaged(item, next, rate));
    return next() < rate ? [...kept, ...kept] : kept;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      next() < rate / 2 ? [] : [[key, damaged(member, next, rate)]],
    ),
  );
}

/** Numbers in [0, 1) that a seed gives. */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
