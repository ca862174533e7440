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
  /(?:password|passwd|passphrase|secret|token|apikey|privatekey|accesskey|secretkey|signingkey|credentials?|authorization)$/;

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
  };
}

/** Whether a header or variable of this name carries a secret: `authorization`, `x-api-key`, `DB_PASSWORD`. */
export function isSecretPairName(text: string): boolean {
  const plain = plainForm(text);
  return secretTextKeys.has(plain) || secretEnding.test(plain);
}
