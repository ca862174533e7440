/**
 * What a JSON key says of its value: `secret` hides every string below it, `secret_text` only a string directly
 * behind it, `inline_parent` hides inline data below it, `plain` names things even inside of a secret, `reference`
 * points to where a secret is kept and holds none.
 */
export type KeyClass = "none" | "secret" | "secret_text" | "inline_parent" | "inline" | "plain" | "reference";

export type KeyInfo = {
  readonly text: string;
  readonly keyClass: KeyClass;
  /** Differs between fetches of equal configuration. */
  readonly isVolatile: boolean;
  readonly isName: boolean;
  /** `key` or `name` of a header-like pair, whose text decides whether its neighbour `value` is secret. */
  readonly isPairKey: boolean;
  readonly isPairValue: boolean;
  /** Counts tokens: a text behind it may be a secret, a number is none. */
  readonly isCount: boolean;
};

const secretKeys = new Set(["privatekeyprovider", "sessionticketkeys", "pkcs12", "inlinecredential"]);
const secretTextKeys = new Set(["secret", "cookie", "setcookie", "proxyauthorization"]);
const plainKeys = new Set(["@type", "name", "filename", "providername", "typeurl", "environmentvariable"]);
const volatileKeys = new Set(["lastupdated", "lastupdateattempt", "versioninfo"]);
const pairValueKeys = new Set([
  "value",
  "rawvalue",
  "stringvalue",
  "exactmatch",
  "prefixmatch",
  "suffixmatch",
  "containsmatch",
  "stringmatch",
]);
const secretEnding =
  /(?:passwords?|passwd|passphrases?|secret|tokens?|apikeys?|privatekeys?|accesskeys?|secretkeys?|signingkeys?|credentials?|authorization)$/;
/** Headers and variables that are secrets, while a key of this form may well name a filter or a rule. */
const secretNameEnding =
  /(?:xauth|authkey|jwt|bearer|assertion|sessionid|signature|clientcert|connectionstring)$/;

function plainForm(text: string): string {
  return text.toLowerCase().replaceAll(/[_\-.]/g, "");
}

function classFromKey(plain: string): KeyClass {
  if (plainKeys.has(plain)) return "plain";
  if (plain === "sdsconfig" || plain === "watcheddirectory") return "reference";
  if (plain === "inlinebytes" || plain === "inlinestring") return "inline";
  if (plain === "users") return "inline_parent";
  if (secretTextKeys.has(plain)) return "secret_text";
  if (secretKeys.has(plain) || secretEnding.test(plain)) return "secret";
  return "none";
}

/** What the JSON key `text` means for redaction and indexing, in snake_case, camelCase or header form. */
export function keyInfoFromText(text: string): KeyInfo {
  const plain = plainForm(text);
  return {
    text,
    keyClass: classFromKey(plain),
    isVolatile: volatileKeys.has(plain),
    isName: plain === "name" || plain === "clustername",
    isPairKey: plain === "key" || plain === "name" || plain === "header" || plain === "headername",
    isPairValue: pairValueKeys.has(plain),
    isCount: plain.endsWith("tokens"),
  };
}

/** Whether a header or variable of this name carries a secret: `authorization`, `x-api-key`, `DB_PASSWORD`. */
export function isSecretPairName(text: string): boolean {
  const plain = plainForm(text);
  return secretTextKeys.has(plain) || secretEnding.test(plain) || secretNameEnding.test(plain);
}

/** The last three letters of all that `isSecretPairName` takes, as numbers. */
const lastLetters = new Set(
  "ord rds swd ase ses ret ken ens key eys ial als ion kie uth jwt rer nid ure ert ing"
    .split(" ")
    .map((letters) => numberOf(letters.charCodeAt(0), letters.charCodeAt(1), letters.charCodeAt(2))),
);

function numberOf(first: number, second: number, third: number): number {
  return (first << 16) | (second << 8) | third;
}

/**
 * Whether the name in `source[start, end)` can be a secret's at all, told by its last three letters: names are many, and
 * few are worth being decoded. Never wrong in saying no for a name without escapes.
 */
export function mayBeSecretName(source: Uint8Array, start: number, end: number): boolean {
  let found = 0;
  let letters = 0;
  for (let at = end - 1; at >= start && found < 3; at -= 1) {
    const byte = source[at] ?? 0;
    if (byte === 0x5f || byte === 0x2d || byte === 0x2e) continue;
    // Some letters beyond ASCII have a small form within it.
    if (byte >= 0x80) return true;
    letters |= (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte) << (found * 8);
    found += 1;
  }
  return lastLetters.has(letters);
}
