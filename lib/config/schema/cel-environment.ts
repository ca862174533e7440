import { Environment } from "@marcbachmann/cel-js";

/** An absolute URL, or a path from the root, taken apart. Source: Kubernetes' CEL library `url`. */
class CelUrl {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  constructor(scheme: string, host: string, path: string, query: string) {
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }
}

const urlShape =
  /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?$|^(\/[^?#]*)(?:\?([^#]*))?$/;

function parseUrl(text: string): CelUrl | undefined {
  const match = urlShape.exec(text);
  if (match === null || /[\s<>"{}|\\^`]/.test(text)) return undefined;
  const [, scheme = "", host = "", path = "", query = "", bare, bareQuery = ""] = match;
  return bare === undefined ? new CelUrl(scheme, host, path, query) : new CelUrl("", "", bare, bareQuery);
}

/** How a text that is no URL is refused; it ends the rule that asks. */
export const urlFault = "URL parse error during conversion from string";

function urlOf(text: string): CelUrl {
  const url = parseUrl(text);
  if (url === undefined) throw new Error(`${urlFault}: ${text}`);
  return url;
}

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** Colons alone tell the two families apart; the exact rule for IPv6 is the API server's. */
const isIpv6 = (text: string) =>
  /^[0-9a-fA-F:.]+$/.test(text) &&
  text.includes(":") &&
  !text.includes(":::") &&
  text.split("::").length <= 2;

/** CEL as Kubernetes runs it: `self` of any type, optional fields, and its URL and IP functions. */
export const celEnvironment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
})
  .registerType("kubernetes.URL", CelUrl)
  .registerFunction(
    "isURL(dyn): bool",
    (text: unknown) => typeof text === "string" && parseUrl(text) !== undefined,
  )
  .registerFunction("url(dyn): kubernetes.URL", (text: unknown) => urlOf(String(text)))
  .registerFunction("kubernetes.URL.getScheme(): string", (url: CelUrl) => url.scheme)
  .registerFunction("kubernetes.URL.getHost(): string", (url: CelUrl) => url.host)
  .registerFunction("kubernetes.URL.getHostname(): string", (url: CelUrl) => url.host.replace(/:\d+$/, ""))
  .registerFunction("kubernetes.URL.getPort(): string", (url: CelUrl) => /:(\d+)$/.exec(url.host)?.[1] ?? "")
  .registerFunction("kubernetes.URL.getEscapedPath(): string", (url: CelUrl) => url.path)
  .registerFunction(
    "isIP(dyn): bool",
    (text: unknown) => typeof text === "string" && (ipv4.test(text) || isIpv6(text)),
  );
