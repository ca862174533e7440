import { printUrl } from "./redact";
import type { RequestOptions } from "./request-options";

/** Method and path with query, without secrets: what a person would send again. */
export function lineFrom(method: string, url: URL): string {
  return `${method} ${printUrl(url).slice(url.origin.length)}`;
}

/** The address of `path` below `baseUrl`, whose own path prefix is kept. */
export function urlFrom(baseUrl: string, path: string, { query }: RequestOptions): URL {
  const url = new URL(baseUrl.replace(/\/+$/, "") + (path.startsWith("/") ? path : `/${path}`));
  for (const [name, value] of Object.entries(query ?? {})) appendTo(url.searchParams, name, value);
  return url;
}

function appendTo(
  target: URLSearchParams,
  name: string,
  value: string | number | boolean | readonly string[] | undefined,
): void {
  if (value === undefined) return;
  if (typeof value === "object") for (const item of value) target.append(name, item);
  else target.append(name, String(value));
}

/** What is sent: the form's encoding, or the body as it is. */
export function bodyFrom({ form, body }: RequestOptions): string | Uint8Array | undefined {
  if (form === undefined) return body;
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) appendTo(encoded, name, value);
  return encoded.toString();
}

/** The content type that goes with `bodyFrom`. */
export function contentHeaders({ form, body }: RequestOptions): Record<string, string> {
  if (form !== undefined) return { "content-type": "application/x-www-form-urlencoded" };
  return body === undefined ? {} : { "content-type": "application/json" };
}
