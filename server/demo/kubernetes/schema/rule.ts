import { isJsonObject, isList, type JsonObject } from "@/server/demo/kubernetes/json-value";

/** One rule of a CRD that its schema can't say: CEL in the real CRD, a function here. */
export type Rule = {
  /** Path with `[]` for items and `{}` for values of maps. */
  readonly path: RegExp;
  readonly message: string;
  readonly holds: (value: unknown) => boolean;
};

export const asObject = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
export const asList = (value: unknown): readonly unknown[] => (isList(value) ? value : []);
export const has = (value: unknown, field: string): boolean => asObject(value)[field] !== undefined;

/** How many of the fields are set. */
export const countOf = (value: unknown, fields: readonly string[]): number =>
  fields.filter((field) => has(value, field)).length;

/** How often `key` gives each value at most. */
export function isUnique(items: readonly unknown[], key: (item: unknown) => unknown): boolean {
  const seen = items.map((item) => JSON.stringify(key(item)) ?? "");
  return new Set(seen).size === seen.length;
}

const units = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const duration = /^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/;
const part = /(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g;

/** Milliseconds of a Go duration, or undefined for other text. */
export function durationMs(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  if (value === "0") return 0;
  if (!duration.test(value)) return undefined;
  let total = 0;
  for (const [, amount, unit] of value.matchAll(part)) {
    total += Number(amount) * units[(unit ?? "ms") as keyof typeof units];
  }
  return total;
}

export const isPort = (value: unknown): boolean => Number(value) > 0 && Number(value) <= 65_535;

/** The rules that hold at a path, made from the path as a CRD writes it. `**` stands for any way there. */
export function rule(path: string, message: string, holds: Rule["holds"]): Rule {
  const escaped = path
    .replaceAll(/[.[\]{}]/g, String.raw`\$&`)
    .replaceAll("**", "(?:.*)")
    .replaceAll("<", "(?:")
    .replaceAll(">", ")");
  return { path: new RegExp(`^${escaped}$`), message, holds };
}
