import { flowSchemes, type FlowScheme } from "@/lib/proxies/explain-flow/flow-request";

/** What an address bar says of a request. */
export type RequestText = {
  readonly scheme: FlowScheme;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly method?: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
};

const defaultPorts: Readonly<Record<FlowScheme, number | undefined>> = {
  http: 80,
  https: 443,
  tcp: undefined,
};

/** Reads a URL, `host:port/path`, or a curl command as browsers copy it; undefined for anything else. */
export function requestFromText(text: string): RequestText | undefined {
  const trimmed = text.trim();
  return /^curl\s/.test(trimmed) ? requestFromCurl(trimmed) : requestFromUrl(trimmed);
}

/** The request's address as one text. */
export function textOfRequest({ scheme, host, port, path }: Omit<RequestText, "headers">): string {
  const bracketed = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const tail = scheme === "tcp" && path === "/" ? "" : path;
  return `${scheme}://${bracketed}${port === defaultPorts[scheme] ? "" : `:${port}`}${tail}`;
}

function requestFromUrl(text: string): RequestText | undefined {
  const match =
    /^(?:([a-z]+):\/\/)?(\[[0-9a-fA-F:.]+\]|[^\s/?#:@]+)(?::(\d{1,5}))?([/?][^\s#]*)?(?:#.*)?$/i.exec(text);
  const [, word, host = "", portText, tail = ""] = match ?? [];
  if (host === "") return undefined;
  const scheme = word === undefined ? "http" : flowSchemes.find((one) => one === word.toLowerCase());
  if (scheme === undefined) return undefined;
  const port = portText === undefined ? defaultPorts[scheme] : Number(portText);
  if (port === undefined || port < 1 || port > 65_535) return undefined;
  const path = tail.startsWith("/") ? tail : `/${tail}`;
  return { scheme, host: host.replace(/^\[|\]$/g, ""), port, path, headers: [] };
}

/** Options with a word behind them. */
const valued = new Set([
  "-o",
  "--output",
  "-u",
  "--user",
  "-m",
  "--max-time",
  "--connect-timeout",
  "--resolve",
  "--cacert",
  "--cert",
  "-b",
  "--cookie",
  "-w",
  "--write-out",
  "-x",
  "--proxy",
  "--connect-to",
  "--key",
  "-E",
]);
const bodied = new Set([
  "-d",
  "--data",
  "--data-raw",
  "--data-binary",
  "--data-urlencode",
  "--json",
  "-F",
  "--form",
]);

function requestFromCurl(text: string): RequestText | undefined {
  const words = shellWords(text);
  const headers: { name: string; value: string }[] = [];
  let method: string | undefined;
  let hasBody = false;
  let url: string | undefined;
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const next = words[at + 1] ?? "";
    if (word === "-H" || word === "--header") addHeader(headers, next);
    else if (word === "-X" || word === "--request") method = next;
    else if (word === "-A" || word === "--user-agent") headers.push({ name: "user-agent", value: next });
    else if (word === "--url") url = next;
    else if (word === "-I" || word === "--head") method = "HEAD";
    else if (bodied.has(word)) hasBody = true;
    if (/^-[HXA]$|^--(header|request|user-agent|url)$/.test(word) || bodied.has(word) || valued.has(word))
      at += 1;
    else if (!word.startsWith("-")) url ??= word;
  }
  const parsed = url === undefined ? undefined : requestFromUrl(url);
  if (parsed === undefined) return undefined;
  return { ...parsed, method: method ?? (hasBody ? "POST" : "GET"), headers };
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
