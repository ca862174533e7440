import { cookieOf } from "@/lib/proxies/explain/cookie-match";
import { queryOf } from "@/lib/proxies/explain/query-match";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { isProtoObject, itemsField, textField, textsField } from "@/lib/proxies/proto-json";

/** A token that came along. `claims` is absent where it can't be read; `isTrusted` when somebody said that it is good. */
export type Token = {
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  readonly isTrusted: boolean;
};

/** The token where a provider looks for it; null: none came, undefined: nobody said. */
export function tokenOf(provider: unknown, request: ExplainedRequest): Token | null | undefined {
  if (request.token !== undefined) {
    return request.token === null ? null : { claims: request.token, isTrusted: true };
  }
  let isOpen = false;
  for (const found of places(provider, request)) {
    if (found === undefined) isOpen = true;
    else if (found !== null && found !== "") return { claims: claimsOf(found), isTrusted: false };
  }
  return isOpen ? undefined : null;
}

function* places(provider: unknown, request: ExplainedRequest): Generator<string | null | undefined> {
  const headers = itemsField(provider, "from_headers");
  const parameters = textsField(provider, "from_params");
  const cookies = textsField(provider, "from_cookies");
  const isDefault = headers.length === 0 && parameters.length === 0 && cookies.length === 0;
  for (const header of headers) {
    const name = (textField(header, "name") ?? "").toLowerCase();
    yield behind(headerOf(request, name), textField(header, "value_prefix") ?? "");
  }
  if (isDefault) yield behind(headerOf(request, "authorization"), "Bearer ");
  for (const name of isDefault ? ["access_token"] : parameters) {
    yield queryOf(request.path ?? "").get(name) ?? null;
  }
  const cookie = cookies.length === 0 ? null : headerOf(request, "cookie");
  for (const name of cookies) yield typeof cookie === "string" ? (cookieOf(cookie, name) ?? null) : cookie;
}

/** The token behind its prefix; a header without the prefix holds none. */
function behind(value: string | null | undefined, prefix: string): string | null | undefined {
  if (typeof value !== "string") return value;
  const start = value.indexOf(prefix);
  return start < 0 ? null : value.slice(start + prefix.length);
}

function claimsOf(token: string): Token["claims"] {
  const parts = token.split(".");
  const payload = parts.length === 3 ? parts[1] : undefined;
  if (payload === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isProtoObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
