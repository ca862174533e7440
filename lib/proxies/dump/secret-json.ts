import { coverBelow, hidesNumber, hidesText, hideNothing } from "./cover";
import { isSecretPairName, keyInfoFromText, type KeyInfo } from "./secret-keys";

const redacted = "[redacted]";
/** Private members of a JSON web key. */
const webKeyMembers = new Set(["d", "p", "q", "dp", "dq", "qi", "k", "oth"]);

type Place = { readonly key: KeyInfo | undefined; readonly cover: number; readonly isSecretPair: boolean };

/**
 * JSON that stands as text in a configuration, by the rules that hold for the configuration itself; texts without a
 * telling key go through `redactString`. The same text when nothing is hidden, undefined when it is no JSON of objects.
 */
export function redactJson(text: string, redactString: (text: string) => string): string | undefined {
  if (!/^\s*[{["]/.test(text)) return undefined;
  const value = parse(text);
  if (value === undefined) return undefined;
  const kept = plainValue(value, { key: undefined, cover: hideNothing, isSecretPair: false }, redactString);
  const isSame = JSON.stringify(kept) === JSON.stringify(value);
  return isSame ? text : JSON.stringify(kept, null, text.includes("\n") ? 2 : 0);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function plainValue(value: unknown, place: Place, redactString: (text: string) => string): unknown {
  const { key, cover, isSecretPair } = place;
  if (typeof value === "string") return hidesText(key, cover, isSecretPair) ? redacted : redactString(value);
  if (typeof value === "number") return hidesNumber(key, cover, isSecretPair) ? redacted : value;
  if (typeof value !== "object" || value === null) return value;
  const below = coverBelow(key, cover, isSecretPair);
  if (Array.isArray(value)) {
    const inside = { key: undefined, cover: below, isSecretPair: false };
    return value.map((element) => plainValue(element, inside, redactString));
  }
  return plainMembers(value, below, redactString);
}

function plainMembers(value: object, cover: number, redactString: (text: string) => string): unknown {
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => ({
    name,
    member,
    key: keyInfoFromText(name),
  }));
  const isWebKey = Object.hasOwn(value, "kty");
  const isSecretPair = members.some(
    ({ key, member }) => key.isPairKey && typeof member === "string" && isSecretPairName(member),
  );
  return Object.fromEntries(
    members.map(({ name, member, key }) => [
      name,
      isWebKey && webKeyMembers.has(name)
        ? redacted
        : plainValue(member, { key, cover, isSecretPair }, redactString),
    ]),
  );
}
