import { barePath, headerOf, schemeOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { replaceAll } from "@/lib/proxies/explain/re2";
import { booleanField, numberField, objectField, textField } from "@/lib/proxies/proto-json";

const statuses: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

export type Redirect = { readonly status: number; readonly location: string };

/** Where a RedirectAction sends a request. Source: Envoy's RouteEntryImplBase::newUri. */
export function redirectOf(redirect: unknown, match: unknown, request: ExplainedRequest): Redirect {
  const scheme = booleanField(redirect, "https_redirect")
    ? "https"
    : (textField(redirect, "scheme_redirect") ?? "") || schemeOf(request);
  const port = numberField(redirect, "port_redirect") || undefined;
  const newHost = textField(redirect, "host_redirect") ?? "";
  const host = newHost === "" ? keptHost(request, scheme, port !== undefined) : newHost;
  const status = statuses[textField(redirect, "response_code") ?? "MOVED_PERMANENTLY"] ?? 301;
  const path = withSlash(newPath(redirect, match, request.path ?? ""));
  return { status, location: `${scheme}://${host}${port === undefined ? "" : `:${port}`}${path}` };
}

/** A path that a redirect names may lack its first slash. */
function withSlash(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}

/** The request's host; its port goes when another is set, or when it is the old scheme's own. */
function keptHost(request: ExplainedRequest, newScheme: string, hasPort: boolean): string {
  const { authority } = request;
  const scheme = headerOf(request, "x-forwarded-proto") ?? request.scheme;
  const folded = scheme.toLowerCase();
  const isAddress = authority.startsWith("[");
  const colon = isAddress ? authority.lastIndexOf("]:") + 1 : authority.lastIndexOf(":");
  if (colon < 0 || (isAddress && colon === 0)) return authority;
  const port = authority.slice(colon);
  const isOwn =
    newScheme !== scheme && port === (folded === "https" ? ":443" : folded === "http" ? ":80" : undefined);
  return hasPort || isOwn ? authority.slice(0, colon) : authority;
}

function newPath(redirect: unknown, match: unknown, path: string): string {
  const strips = booleanField(redirect, "strip_query");
  const query = path.slice(barePath(path).length);
  const fixed = textField(redirect, "path_redirect") ?? "";
  if (fixed !== "") {
    if (fixed.includes("?")) return fixed;
    return strips ? fixed : fixed + query;
  }
  const rewritten = rewrittenPath(redirect, match, path);
  return strips ? barePath(rewritten) : rewritten;
}

/** The path after `prefix_rewrite` or `regex_rewrite` of a route or a redirect; as it was without them. */
export function rewrittenPath(action: unknown, match: unknown, path: string): string {
  const bare = barePath(path);
  const rest = path.slice(bare.length);
  const prefix = textField(action, "prefix_rewrite") ?? "";
  if (prefix !== "") return prefix + bare.slice(matchedLength(match, bare)) + rest;
  const regex = objectField(action, "regex_rewrite");
  if (regex === undefined) return path;
  const pattern = textField(objectField(regex, "pattern"), "regex") ?? "";
  const rewritten = replaceAll(pattern, bare, textField(regex, "substitution") ?? "") ?? bare;
  // A rewrite that leaves nothing is none.
  return (rewritten === "" ? bare : rewritten) + rest;
}

/** How much of the path a prefix rewrite takes away: the prefix, an exact path without its parameters, or the whole. */
function matchedLength(match: unknown, bare: string): number {
  const prefix =
    textField(match, "prefix") ?? textField(match, "path_separated_prefix") ?? textField(match, "path");
  return prefix === undefined ? bare.length : prefix.length;
}
