import type { FaultReason } from "@/lib/errors";
import { phrase, type Phrase } from "@/lib/phrase";

/** What went wrong in one exchange, before it is dressed as a SourceError. */
export type Fault = {
  readonly reason: FaultReason;
  readonly message: string;
  readonly hint?: string | Phrase;
  readonly status?: number;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly retryAfterMs?: number;
};

/** Thrown inside of the request layer only. */
export class FaultError extends Error {
  readonly fault: Fault;
  constructor(fault: Fault, cause?: unknown) {
    super(fault.message, { cause });
    this.fault = fault;
  }
}

const reasonByCode: Readonly<Record<string, FaultReason>> = {
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "refused",
  ENETUNREACH: "refused",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_FAIL: "dns",
  ETIMEDOUT: "timeout",
  ECONNRESET: "reset",
  EPIPE: "reset",
  ECONNABORTED: "reset",
};

/** The fault behind an error of Node's network stack. `begun` says that the answer's headers had come. */
export function faultFromNetworkError(error: unknown, begun: boolean): Fault {
  if (error instanceof FaultError) return error.fault;
  const code = codeOf(error);
  const message = messageOf(error);
  if (begun && (code === "ECONNRESET" || code.startsWith("Z_") || /aborted|premature/i.test(message))) {
    return { reason: "truncated", message: `the answer broke off: ${message}` };
  }
  if (code.startsWith("HPE_")) {
    return {
      reason: "not_json",
      message: `no HTTP answer: ${message}`,
      hint: phrase("other_protocol"),
    };
  }
  const known = reasonByCode[code];
  if (known !== undefined) return { reason: known, message, ...hintFor(known) };
  if (isTlsError(code, message)) {
    return { reason: "tls", message, ...hintFor("tls") };
  }
  return { reason: "reset", message };
}

function isTlsError(code: string, message: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO|ERR_OSSL|HOSTNAME_MISMATCH)/.test(
      code,
    ) || /certificate|ssl routines|tls/i.test(message)
  );
}

function hintFor(reason: FaultReason): { hint?: Phrase } {
  if (reason === "dns") return { hint: phrase("check_host_name") };
  if (reason === "refused") return { hint: phrase("nothing_listens") };
  if (reason === "tls") return { hint: phrase("set_tls_files") };
  return {};
}

/** Node reports a host with several addresses as one AggregateError without a message. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (typeof error === "object" && error !== null && "code" in error && typeof error.code === "string")
    return error.code;
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : "";
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

const reasonByStatus: Readonly<Record<number, FaultReason>> = {
  400: "bad_request",
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  408: "timeout",
  409: "conflict",
  413: "too_large",
  422: "invalid",
  429: "rate_limited",
  504: "timeout",
};

/** The fault of an answer with a status that the caller did not ask for. */
export function faultFromStatus(status: number, headers: Headers, body: string, nowMs: number): Fault {
  const retryAfterMs = parseRetryAfter(headers.get("retry-after"), nowMs);
  const common = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (status >= 300 && status < 400) {
    return {
      ...common,
      reason: "unauthenticated",
      message: `HTTP ${status} to ${headers.get("location") ?? "nowhere"}`,
      hint: phrase("login_page_redirect"),
    };
  }
  const reason = reasonByStatus[status] ?? (status >= 500 ? "server_error" : "bad_request");
  return { ...common, reason, message: `HTTP ${status}${excerptFrom(headers, body)}` };
}

/** A page of HTML says nothing that a person could use; a short text or a JSON message usually does. */
function excerptFrom(headers: Headers, body: string): string {
  const text = body.trim();
  if (text === "" || /html/i.test(headers.get("content-type") ?? "") || text.startsWith("<")) return "";
  return `: ${(jsonMessage(text) ?? text).slice(0, 300)}`;
}

/** Kubernetes, gateways and most other APIs put their words into `message` or `error`. */
function jsonMessage(text: string): string | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null) return undefined;
    const words = "message" in body ? body.message : "error" in body ? body.error : undefined;
    return typeof words === "string" ? words : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds or an HTTP date, as ms from now. Source: RFC 9110 10.2.3. */
export function parseRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
