import { isProtoObject, type ProtoObject } from "@/lib/proxies/proto-json";
import type { FactId } from "./fact-ids";

/**
 * One thing that a configuration says: a known one by its id, any other by its path in Envoy's own spelling. The text is
 * Envoy's: names, numbers, durations; `true` and `false` where it is a switch.
 */
export type Fact = { readonly text: string } & (
  | { readonly id: FactId; readonly path?: undefined }
  | { readonly path: string; readonly id?: undefined }
);

/** A field by its path (snake_case, dots between) and the id that it is told by; without an id it is left out. */
export type FactRule = readonly [path: string, id?: FactId, text?: (value: unknown) => string | undefined];

const restLimit = 60;
const textLimit = 400;

/** `streamIdleTimeout` and `stream_idle_timeout` alike. */
function snake(key: string): string {
  return /^[a-z][A-Za-z0-9]*$/.test(key)
    ? key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    : key;
}

/** Words of a plain value; undefined of one that is an object or a list of objects. */
export function plainText(value: unknown): string | undefined {
  if (typeof value === "string") return value.length > textLimit ? `${value.slice(0, textLimit)}…` : value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const parts = value.map(plainText);
    return parts.every((part) => part !== undefined) ? parts.join(", ") : undefined;
  }
  if (!isProtoObject(value)) return undefined;
  const keys = Object.keys(value).filter((key) => key !== "@type");
  return keys.length === 1 && keys[0] === "value" ? plainText(value["value"]) : undefined;
}

type Leaf = { readonly path: string; readonly value: unknown };

/** Fields below `value` that are plain, each with its path. An empty message is a fact too: that it is there. */
function leavesOf(value: unknown, path: string, isTaken: (path: string) => boolean, found: Leaf[]): void {
  if (isTaken(path) || found.length > restLimit) return;
  const text = plainText(value);
  if (text !== undefined) {
    found.push({ path, value });
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((item, index) => leavesOf(item, `${path}[${index}]`, isTaken, found));
    return;
  }
  if (!isProtoObject(value)) return;
  const entries = Object.entries(value).filter(([key]) => key !== "@type");
  if (entries.length === 0 && path !== "") found.push({ path, value: "{}" });
  for (const [key, item] of entries)
    leavesOf(item, path === "" ? snake(key) : `${path}.${snake(key)}`, isTaken, found);
}

function valueAt(content: unknown, path: string): unknown {
  let current = content;
  for (const key of path.split(".")) {
    if (!isProtoObject(current)) return undefined;
    const camel = key.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
    current = current[key] ?? current[camel];
  }
  return current;
}

/**
 * What `content` says: the fields of `rules` in their order, then whatever else there is, so that nothing is dropped.
 * At most 60 of the rest: the raw JSON has them all.
 */
export function factsFrom(content: ProtoObject | undefined, rules: readonly FactRule[]): readonly Fact[] {
  if (content === undefined) return [];
  const facts = rules.flatMap(([path, id, words]): Fact[] => {
    if (id === undefined) return [];
    const value = valueAt(content, path);
    const text = value === undefined ? undefined : (words ?? plainText)(value);
    return text === undefined || text === "" ? [] : [{ id, text }];
  });
  const told = new Set(
    rules.flatMap(([path, id, words]) => {
      const value = valueAt(content, path);
      return id === undefined || (value !== undefined && (words ?? plainText)(value) !== undefined)
        ? [path]
        : [];
    }),
  );
  const rest: Leaf[] = [];
  leavesOf(content, "", (path) => told.has(path), rest);
  return [...facts, ...rest.map(({ path, value }) => ({ path, text: plainText(value) ?? "" }))];
}

/** A fact when there is a text for it. */
export function factOf(id: FactId, text: string | number | boolean | undefined): readonly Fact[] {
  return text === undefined || text === "" ? [] : [{ id, text: String(text) }];
}
