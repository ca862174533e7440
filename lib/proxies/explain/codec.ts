import type { LocalAnswer } from "@/lib/proxies/explain/filter-step";
import { isNamedPort } from "@/lib/proxies/explain/request-origin";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { booleanField, objectField, textField } from "@/lib/proxies/proto-json";

/** The methods that Envoy's parser of HTTP/1 takes. */
const methods = new Set(
  (
    "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH ACL BIND CHECKOUT COPY LINK LOCK MERGE MKACTIVITY MKCALENDAR " +
    "MKCOL MOVE M-SEARCH NOTIFY PROPFIND PROPPATCH PURGE REBIND REPORT SEARCH SOURCE SUBSCRIBE UNBIND UNLINK UNLOCK " +
    "UNSUBSCRIBE"
  ).split(" "),
);

/**
 * What the parser of HTTP/1 refuses before a connection manager sees the request; undefined for what it reads. A manager
 * that speaks HTTP/2 only has another parser. Source: Envoy's BalsaParser and Http1::ServerConnectionImpl.
 */
export function codecRefusal(hcm: unknown, sent: ExplainedRequest): LocalAnswer | undefined {
  const type = textField(hcm, "codec_type") ?? "AUTO";
  if (type === "HTTP2" || type === "HTTP3") return undefined;
  const options = objectField(hcm, "http_protocol_options");
  if (underscoresAction(hcm) === "REJECT_REQUEST" && sent.headers.some(({ name }) => name.includes("_"))) {
    return refusal(400, "http1.unexpected_underscore");
  }
  const isMethod = booleanField(options, "allow_custom_methods") || methods.has(sent.method);
  if (!isMethod || isUnreadable(sent.path ?? "/")) return refusal(400, "http1.codec_error");
  const isHttp2 = sent.headers.some(({ name }) => name === ":protocol");
  if (sent.method === "CONNECT" && sent.path === undefined && !isHttp2 && !isNamedPort(sent.authority)) {
    return refusal(400, "http1.invalid_url");
  }
  if (sent.protocol === "HTTP/1.0" && !booleanField(options, "accept_http_10")) {
    return refusal(426, "low_version");
  }
  return undefined;
}

/** Other bytes than those of a URL, or a beginning that is neither a path nor a scheme. */
function isUnreadable(target: string): boolean {
  return /[^\t\f!-~]/.test(target) || !/^(?:$|[/*]|[a-z][a-z0-9+.-]*:\/\/)/i.test(target);
}

/** The request without headers whose names have an underscore, where the manager wants them dropped. */
export function withoutUnderscores(hcm: unknown, sent: ExplainedRequest): ExplainedRequest {
  if (underscoresAction(hcm) !== "DROP_HEADER") return sent;
  return { ...sent, headers: sent.headers.filter(({ name }) => !name.includes("_")) };
}

function underscoresAction(hcm: unknown): string | undefined {
  return textField(objectField(hcm, "common_http_protocol_options"), "headers_with_underscores_action");
}

function refusal(status: number, details: string): LocalAnswer {
  return { status, flag: "", details };
}
