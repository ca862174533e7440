import { requestFromCurl } from "@/lib/proxies/explain-flow/curl-text";
import { flowSchemes, type FlowScheme } from "@/lib/proxies/explain-flow/flow-request";

/** What an address bar says of a request. */
export type RequestText = {
  readonly scheme: FlowScheme;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly method?: string;
  /** Address that a command resolves the host to by itself. */
  readonly ip?: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
};

const defaultPorts: Readonly<Record<FlowScheme, number | undefined>> = {
  http: 80,
  https: 443,
  tcp: undefined,
};

/**
 * Reads a URL, `host:port/path`, or a curl command as browsers copy it, behind `kubectl exec … --` too; undefined for
 * anything else.
 */
export function requestFromText(text: string): RequestText | undefined {
  const trimmed = text.trim();
  if (!isCommand(trimmed)) return requestFromUrl(trimmed);
  const { url, ...more } = requestFromCurl(trimmed);
  const parsed = url === undefined ? undefined : requestFromUrl(url);
  return parsed === undefined ? undefined : { ...parsed, ...more };
}

/** Whether the text is a command and no address. */
export function isCommand(text: string): boolean {
  return /^\s*(?:curl\s|kubectl\s.*\scurl\s)/s.test(text);
}

/** The request's address as one text. */
export function textOfRequest({
  scheme,
  host,
  port,
  path,
}: Pick<RequestText, "scheme" | "host" | "port" | "path">): string {
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
