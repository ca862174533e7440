import type { LocalAnswer } from "@/lib/proxies/explain/filter-step";
import { isNamedPort } from "@/lib/proxies/explain/request-origin";
import { linesOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { booleanField, numberField, objectField, textField } from "@/lib/proxies/proto-json";

/** The methods that Envoy's parser of HTTP/1 takes. */
const methods = new Set(
  (
    "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH ACL BIND CHECKOUT COPY LINK LOCK MERGE MKACTIVITY MKCALENDAR " +
    "MKCOL MOVE MSEARCH NOTIFY PROPFIND PROPPATCH PURGE REBIND REPORT SEARCH SOURCE SUBSCRIBE UNBIND UNLINK UNLOCK " +
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
  const isMethod = booleanField(options, "allow_custom_methods") || methods.has(sent.method);
  if (!isMethod || isUnreadable(sent.path ?? `/${sent.authority}`)) return refusal(400, "http1.codec_error");
  if (underscoresAction(hcm) === "REJECT_REQUEST" && sent.headers.some(({ name }) => name.includes("_"))) {
    return refusal(400, "http1.unexpected_underscore");
  }
  const most = numberField(objectField(hcm, "common_http_protocol_options"), "max_headers_count") ?? 100;
  const names = new Set(sent.headers.map(({ name }) => name.toLowerCase()));
  const count = [...names].reduce((sum, name) => sum + linesOf(sent, name).length, 0);
  // The host is one of them.
  if (count + 1 > most) return refusal(431, "http1.too_many_headers");
  if (sent.method === "CONNECT" && sent.path === undefined && !isNamedPort(sent.authority)) {
    return refusal(400, "http1.invalid_url");
  }
  return undefined;
}

/** HTTP/1.0 is refused unless the manager is told to take it. */
export function versionRefusal(hcm: unknown, sent: ExplainedRequest): LocalAnswer | undefined {
  const takes = booleanField(objectField(hcm, "http_protocol_options"), "accept_http_10");
  return sent.protocol === "HTTP/1.0" && !takes ? refusal(426, "low_version") : undefined;
}

/**
 * An extended CONNECT of HTTP/2, which names a `:protocol`, as everything behind the parser sees it: a GET that asks for
 * an upgrade. Source: Envoy's Utility::transformUpgradeRequestFromH2toH1.
 */
export function withoutProtocol(sent: ExplainedRequest): ExplainedRequest {
  const protocol = sent.headers.find(({ name }) => name === ":protocol")?.value;
  if (sent.method !== "CONNECT" || protocol === undefined) return sent;
  const upgrade = [
    { name: "upgrade", value: protocol },
    { name: "connection", value: "upgrade" },
  ];
  return {
    ...sent,
    method: "GET",
    headers: [...sent.headers.filter(({ name }) => name !== ":protocol"), ...upgrade],
  };
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
