/** What a curl command says of its request beside the address. */
export type CurlText = {
  readonly url?: string;
  readonly method: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly ip?: string;
};

type Draft = {
  headers: { name: string; value: string }[];
  method?: string;
  url?: string;
  ip?: string;
  hasBody: boolean;
  asksByQuery: boolean;
};

/** Short options of curl that have a value behind them. */
const shortValued = new Set("HXAobuwxEdFmeTCDKPQUrtyzYc");
/** Long options that have none; every other long one that we don't know is taken for one without a value. */
const longValued =
  /^(?:header|request|user-agent|url|output|max-time|connect-timeout|resolve|cacert|capath|cert|key|cookie|cookie-jar|user|referer|write-out|proxy|connect-to|retry|retry-delay|interface|oauth2-bearer|data|data-raw|data-binary|data-ascii|data-urlencode|json|form|form-string|upload-file|tls-max|ciphers|config|limit-rate|dns-servers|aws-sigv4|proto|rate|trace|trace-ascii)$/;

const longNames: Readonly<Record<string, string>> = {
  H: "header",
  X: "request",
  A: "user-agent",
  b: "cookie",
  u: "user",
  e: "referer",
  d: "data",
  F: "form",
  T: "upload-file",
  I: "head",
  G: "get",
};

/** Reads the words of a curl command, behind `kubectl exec … --` too. */
export function requestFromCurl(text: string): CurlText {
  const words = shellWords(text);
  const draft: Draft = { headers: [], hasBody: false, asksByQuery: false };
  for (let at = words.indexOf("curl") + 1; at < words.length; at += 1) {
    const options = optionsOf(words[at] ?? "");
    if (options === undefined) {
      draft.url ??= words[at] ?? "";
      continue;
    }
    for (const { name, value, wantsValue } of options) {
      if (value === undefined && wantsValue) at += 1;
      apply(draft, name, value ?? (wantsValue ? (words[at] ?? "") : ""));
    }
  }
  const { headers, url, ip, hasBody, asksByQuery } = draft;
  return {
    headers,
    method: draft.method ?? (hasBody && !asksByQuery ? "POST" : "GET"),
    ...(url === undefined ? {} : { url }),
    ...(ip === undefined ? {} : { ip }),
  };
}

type Option = { readonly name: string; readonly value?: string; readonly wantsValue: boolean };

/** `--header=a: b`, `-Ha: b`, `-sSXPOST`: what one word says; undefined for a word that is no option. */
function optionsOf(word: string): readonly Option[] | undefined {
  if (word.startsWith("--")) {
    const [, name = "", value] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    return [{ name, wantsValue: longValued.test(name), ...(value === undefined ? {} : { value }) }];
  }
  if (!word.startsWith("-") || word === "-") return undefined;
  const options: Option[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const letter = word[at] ?? "";
    const name = longNames[letter] ?? letter;
    if (!shortValued.has(letter)) {
      options.push({ name, wantsValue: false });
      continue;
    }
    const rest = word.slice(at + 1);
    options.push({ name, wantsValue: true, ...(rest === "" ? {} : { value: rest }) });
    break;
  }
  return options;
}

function apply(draft: Draft, name: string, value: string): void {
  const add = (header: string, text: string) => draft.headers.push({ name: header, value: text });
  switch (name) {
    case "header":
      return addHeader(draft.headers, value);
    case "request":
      draft.method = value;
      return;
    case "head":
      draft.method ??= "HEAD";
      return;
    case "get":
      draft.asksByQuery = true;
      return;
    case "url":
      draft.url = value;
      return;
    case "user-agent":
    case "referer":
      add(name, value);
      return;
    case "cookie":
      // Without a "=" it is the name of a file.
      if (value.includes("=")) add("cookie", value);
      return;
    case "oauth2-bearer":
      add("authorization", `Bearer ${value}`);
      return;
    case "resolve":
      draft.ip ??= /^\+?[^:]+:\d+:\[?([^\],]+)/.exec(value)?.[1] ?? draft.ip;
      return;
    case "json":
      add("content-type", "application/json");
      draft.hasBody = true;
      return;
    case "upload-file":
      draft.method ??= "PUT";
      return;
  }
  if (/^(?:data|form)/.test(name)) draft.hasBody = true;
}

function addHeader(headers: { name: string; value: string }[], line: string): void {
  const colon = line.indexOf(":", line.startsWith(":") ? 1 : 0);
  if (colon <= 0) return;
  headers.push({ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() });
}

/** Words as a shell splits them: quotes of both kinds, backslashes, lines that go on. */
function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  const pattern = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|\$?'[^']*')+/g;
  for (const [word] of text.replaceAll(/\\\r?\n/g, " ").matchAll(pattern)) {
    words.push(
      word.replaceAll(
        /"((?:[^"\\]|\\[\s\S])*)"|\$?'([^']*)'|\\([\s\S])/g,
        (_all, double?: string, single?: string, escaped?: string) =>
          double === undefined ? (single ?? escaped ?? "") : double.replaceAll(/\\([\s\S])/g, "$1"),
      ),
    );
  }
  return words;
}
