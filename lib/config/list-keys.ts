import { canonicalJson, isRecord } from "@/lib/config/clean-manifest";

/** Lists whose order decides which entry wins (first match). */
const ordered = new Set(["http", "tcp", "tls", "rules"]);

/** Whether the order of the list under `field` changes what requests do. */
export function isOrderedList(field: string): boolean {
  return ordered.has(field);
}

/**
 * A name for each entry of the list under `field` that stays when others come and go: a route's name, else what it
 * matches; a destination's subset or host; a subset's name. Twins get "#2", "#3".
 */
export function listKeys(field: string, items: readonly unknown[]): readonly string[] {
  const seen = new Map<string, number>();
  return items.map((item, index) => {
    const key = entryKey(field, item, index);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key}#${count}`;
  });
}

function entryKey(field: string, item: unknown, index: number): string {
  if (!isRecord(item)) return typeof item === "string" ? item : canonicalJson(item);
  if (typeof item["name"] === "string" && field !== "match") return item["name"] + suffix(item["port"]);
  if (ordered.has(field)) return matchKey(item["match"] ?? item["matches"]);
  if (field === "route" || field === "mirrors") return destinationKey(item["destination"]);
  if (field === "match" || field === "matches") return matchKey([item]);
  return `${index}`;
}

function suffix(port: unknown): string {
  return typeof port === "number" ? `:${port}` : "";
}

function destinationKey(destination: unknown): string {
  if (!isRecord(destination)) return "?";
  const { host, subset, port } = destination;
  const number = isRecord(port) ? suffix(port["number"]) : "";
  return `${typeof subset === "string" && subset !== "" ? subset : String(host)}${number}`;
}

/** One line for a list of matches; "*" when every request matches. */
function matchKey(matches: unknown): string {
  if (!Array.isArray(matches) || matches.length === 0) return "*";
  return matches.map((match) => (isRecord(match) ? oneMatch(match) : String(match))).join(" | ");
}

function oneMatch(match: Record<string, unknown>): string {
  const parts = Object.entries(match)
    .filter(([key]) => key !== "name")
    .map(([key, value]) => `${key} ${condition(value)}`);
  return parts.length === 0 ? "*" : parts.join(", ");
}

function condition(value: unknown): string {
  if (Array.isArray(value)) return value.map(condition).join(" ");
  if (!isRecord(value)) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${condition(inner)}`)
    .join(" ");
}
