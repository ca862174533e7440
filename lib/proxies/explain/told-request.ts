import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { isProtoObject, type ProtoObject } from "@/lib/proxies/proto-json";

type Header = ExplainedRequest["headers"][number];

/**
 * A request as people and scripts write one: `url`, or `authority` (also `host`, `:authority`, a header of that name) with
 * `path` (with its query, or `query` beside it); `method` is GET and `scheme` http where nothing is said; headers as
 * an object, as pairs, or as objects of `name` or `key` and `value`. Its headers are complete. Throws a TypeError that
 * names what can't be read.
 */
export function requestFromTold(told: unknown): ExplainedRequest {
  if (!isProtoObject(told)) throw new TypeError("a request must be an object");
  const all = headersOf(told["headers"]);
  const headers = all.filter(({ name }) => name !== "host" && !pseudo.has(name));
  const said = (...names: readonly string[]) =>
    names.map((name) => told[name] ?? all.find((header) => header.name === name)?.value).find(isText);
  const url = urlOf(told["url"]);
  const method = said("method", ":method") ?? "GET";
  const path = said("path", ":path") ?? url?.path ?? (method === "CONNECT" ? undefined : "/");
  const authority = said("authority", ":authority", "host") ?? url?.authority;
  if (authority === undefined) throw new TypeError("a request needs authority, host or url");
  const scheme = said("scheme", ":scheme") ?? url?.scheme ?? "http";
  if (scheme !== "http" && scheme !== "https")
    throw new TypeError(`scheme: ${scheme} is neither http nor https`);
  return {
    authority,
    path: path === undefined ? undefined : withQuery(path, told["query"]),
    method,
    scheme,
    headers,
    headersAreComplete: true,
  };
}

const pseudo = new Set([":authority", ":path", ":method", ":scheme"]);

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function headersOf(told: unknown): readonly Header[] {
  if (told === undefined || told === null) return [];
  if (Array.isArray(told)) return told.map(headerFrom);
  if (!isProtoObject(told)) throw new TypeError("headers: neither an object nor a list");
  return Object.entries(told).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value: unknown) => ({
      name: name.toLowerCase(),
      value: textOf(value, name),
    })),
  );
}

function headerFrom(told: unknown, index: number): Header {
  const [name, value]: readonly unknown[] = Array.isArray(told)
    ? told
    : isProtoObject(told)
      ? [told["name"] ?? told["key"], told["value"] ?? told["raw_value"]]
      : [];
  if (!isText(name)) throw new TypeError(`headers.${index}: no name`);
  return { name: name.toLowerCase(), value: textOf(value, name) };
}

function textOf(value: unknown, name: string): string {
  if (isText(value)) return value;
  if (typeof value === "number" || typeof value === "boolean") return `${value}`;
  throw new TypeError(`headers.${name}: no text`);
}

function urlOf(told: unknown): { scheme: string; authority: string; path: string } | undefined {
  if (!isText(told)) return undefined;
  const [, scheme = "", authority = "", rest = ""] = /^([a-z]+):\/\/([^/?#]*)(.*)$/is.exec(told) ?? [];
  if (scheme === "") throw new TypeError(`url: ${told} has no scheme and host`);
  return {
    scheme: scheme.toLowerCase(),
    authority,
    path: rest.startsWith("/") ? rest : `/${rest}`,
  };
}

/** `query` as text, with or without its question mark, or as names with one value or several. */
function withQuery(path: string, told: unknown): string {
  const query = isText(told) ? told.replace(/^\?/, "") : isProtoObject(told) ? queryFrom(told) : "";
  if (query === "") return path;
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

function queryFrom(told: ProtoObject): string {
  return Object.entries(told)
    .flatMap(([name, values]) =>
      (Array.isArray(values) ? values : [values]).map((value: unknown) => `${name}=${String(value)}`),
    )
    .join("&");
}
