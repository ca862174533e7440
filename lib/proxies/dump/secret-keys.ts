/**
 * What a JSON key says of its value: `secret` hides every string below it, `secret_text` only a string directly
 * behind it, `inline_parent` hides inline data below it and `pairs_parent` the values of pairs, `plain` names things
 * even inside of a secret, `reference` points to where a secret is kept and holds none.
 */
export type KeyClass =
  | "none"
  | "secret"
  | "secret_text"
  | "inline_parent"
  | "pairs_parent"
  | "inline"
  | "plain"
  | "reference";

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
  /** Code, a plugin's settings, an address with a query: secrets may stand anywhere in its text. */
  readonly isFreeText: boolean;
};

const secretKeys = new Set([
  "privatekeyprovider",
  "sessionticketkeys",
  "pkcs12",
  "inlinecredential",
  "webidentitytokendatasource",
  "hmac",
  "auths",
]);
const secretTextKeys = new Set(["secret", "cookie", "setcookie", "proxyauthorization"]);
const plainKeys = new Set(["@type", "name", "filename", "providername", "typeurl", "environmentvariable"]);
const pairKeys = new Set(["key", "name", "header", "headername", "descriptorkey", "tag", "typeurl"]);
const freeTextKeys = new Set([
  "inlinestring",
  "inlinebytes",
  "inlinecode",
  "configuration",
  "path",
  "pathredirect",
  "prefixrewrite",
  "substitution",
]);
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
  "saferegexmatch",
  "descriptorvalue",
  "literal",
]);
const secretEnding =
  /(?:passwords?|passwd|passphrases?|htpasswd|secret|tokens?|apikeys?|privatekeys?|accesskeys?|accesskeyid|(?:secret|signing|encryption|hmac|master|shared|license|subscription)keys?|credentials?|authorization|(?:password|secret|token|apikey)value)\d*$/;
/** Headers and variables that are secrets, while a key of this form may well name a filter or a rule. */
const secretNameEnding =
  /(?:xauth|authkey|(?:functions|ingest|ingestion|write|account)key|apilicense|honeycombteam|jwt|bearer|assertion|sessionid|signature|clientcert|connectionstring)$/;
/** `DB_PASS`, `x-pass`, `dbPwd`; not `bypass`, and not `PWD`, the folder. */
const shortSecretName = /(?:[_\-.](?:pass|pwd|PASS|PWD)|[a-z](?:Pass|Pwd)|^PGPASS)$/;
/** Variables of a process, `API_KEY_2` or `PASSWORD_DB`, and the endings of those that tell about a secret only. */
const variableName = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/;
const secretVariable =
  /(?:^|_)(?:PASSWORDS?|PASSWD|PASSPHRASE|SECRETS?|TOKENS?|API_?KEYS?|PRIVATE_?KEYS?|ACCESS_?KEYS?|CREDENTIALS?|OTLP(?:_[A-Z]+)?_HEADERS)(?:_|$)/;
const plainVariable =
  /_(?:FILES?|PATHS?|DIR|URLS?|URI|HOST|PORT|ENDPOINT|NAMES?|TTL|ENABLED|DISABLED|AUDIENCES?|ISSUERS?|TYPE|PROVIDER|DURATION|PERIOD|RATIO|INTERVAL|TIMEOUT|COUNT|SIZE|LIMIT|EXPIRY|POLICY|MODE|JITTER)$/;

function isSecretVariable(text: string): boolean {
  return variableName.test(text) && secretVariable.test(text) && !plainVariable.test(text);
}

function plainForm(text: string): string {
  return text.toLowerCase().replaceAll(/[_\-.]/g, "");
}

function classFromKey(plain: string, text: string): KeyClass {
  if (plainKeys.has(plain)) return "plain";
  if (plain === "sdsconfig" || plain === "watcheddirectory") return "reference";
  if (plain === "inlinebytes" || plain === "inlinestring") return "inline";
  if (plain === "users") return "inline_parent";
  if (plain === "initialmetadata") return "pairs_parent";
  if (secretTextKeys.has(plain)) return "secret_text";
  if (secretKeys.has(plain) || secretEnding.test(plain)) return "secret";
  if (shortSecretName.test(text) || isSecretVariable(text)) return "secret";
  return "none";
}

/** What the JSON key `text` means for redaction and indexing, in snake_case, camelCase or header form. */
export function keyInfoFromText(text: string): KeyInfo {
  const plain = plainForm(text);
  return {
    text,
    keyClass: classFromKey(plain, text),
    isVolatile: volatileKeys.has(plain),
    isName: plain === "name" || plain === "clustername",
    isPairKey: pairKeys.has(plain),
    isPairValue: pairValueKeys.has(plain),
    isCount: plain.endsWith("tokens"),
    isFreeText: freeTextKeys.has(plain),
  };
}

/** Whether a header or variable of this name carries a secret: `authorization`, `x-api-key`, `DB_PASSWORD`. */
export function isSecretPairName(text: string): boolean {
  const plain = plainForm(text);
  return (
    secretTextKeys.has(plain) ||
    secretEnding.test(plain) ||
    secretNameEnding.test(plain) ||
    shortSecretName.test(text) ||
    isSecretVariable(text)
  );
}

/** The last three letters of all that `isSecretPairName` takes, as numbers. */
const lastLetters = new Set(
  "ord rds swd ase ses ret ken ens key eys ial als ion kie uth jwt rer nid ure ert ing yid lue nse eam ass pwd"
    .split(" ")
    .map((letters) => numberOf(letters.charCodeAt(0), letters.charCodeAt(1), letters.charCodeAt(2))),
);

function numberOf(first: number, second: number, third: number): number {
  return (first << 16) | (second << 8) | third;
}

/**
 * Whether the name in `source[start, end)` can be a secret's at all, told by its last three letters: names are many, and
 * few are worth being decoded. Never wrong in saying no for a name without escapes. Variables in capitals are few.
 */
export function mayBeSecretName(source: Uint8Array, start: number, end: number): boolean {
  if (isCapital(source[start]) && isCapital(source[start + 1])) return true;
  let found = 0;
  let letters = 0;
  for (let at = end - 1; at >= start && found < 3; at -= 1) {
    const byte = source[at] ?? 0;
    if (byte === 0x5f || byte === 0x2d || byte === 0x2e || isDigit(byte)) continue;
    // Some letters beyond ASCII have a small form within it.
    if (byte >= 0x80) return true;
    letters |= (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte) << (found * 8);
    found += 1;
  }
  return lastLetters.has(letters);
}

function isCapital(byte = 0): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
