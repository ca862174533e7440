/** The outside systems that a figure can come from. */
export type SourceName = "prometheus" | "jaeger" | "kubernetes" | "istiod" | "envoy" | "database";

export type ErrorCode =
  | "invalid_input"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "precondition_failed"
  | "source_unavailable"
  | "source_rejected"
  | "unexpected_response"
  | "internal";

/** Why a source gave no usable answer; the UI has a translated text and a remedy for each. */
export type FaultReason =
  | "timeout"
  | "refused"
  | "dns"
  | "tls"
  | "reset"
  | "circuit_open"
  | "aborted"
  | "too_large"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "bad_request"
  | "conflict"
  | "invalid"
  | "rate_limited"
  | "server_error"
  | "not_json"
  | "schema"
  | "truncated"
  | "empty"
  | "partial"
  | "not_configured"
  | "clock_skew"
  | "locked"
  | "read_only";

/** One thing that a read could not learn. A read returns its result plus a list of these. */
export type SourceWarning = {
  readonly source: SourceName;
  readonly cluster: string;
  readonly reason: FaultReason;
  /** English technical text, for the details; the UI translates `reason`. */
  readonly message: string;
  readonly hint?: string;
  readonly status?: number;
  /** What is missing because of it, for example "latency quantiles" or a replica's name. */
  readonly part?: string;
};

type ConsoleErrorInit = { hint?: string; cause?: unknown; details?: Readonly<Record<string, unknown>> };

/**
 * Next bundles this module once for instrumentation, where the sources live, and once for routes, where errors are
 * told apart. `instanceof` therefore asks for these marks, which both copies share, and not for the class object.
 */
const consoleErrorMark = Symbol.for("heddle.ConsoleError");
const sourceErrorMark = Symbol.for("heddle.SourceError");
const hasMark = (value: unknown, mark: symbol) =>
  typeof value === "object" && value !== null && mark in value;

/** The only kind of error that reaches a person with its own message. */
export class ConsoleError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasMark(value, consoleErrorMark);
  }
  readonly [consoleErrorMark] = true;
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, init: ConsoleErrorInit = {}) {
    super(message, { cause: init.cause });
    this.name = "ConsoleError";
    this.code = code;
    this.hint = init.hint;
    this.details = init.details ?? {};
  }
}

type SourceErrorInit = ConsoleErrorInit & {
  source: SourceName;
  cluster: string;
  reason: FaultReason;
  status?: number;
};

/** Thrown by adapters only: an outside system failed, refused, or answered something else than its contract. */
export class SourceError extends ConsoleError {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasMark(value, sourceErrorMark);
  }
  readonly [sourceErrorMark] = true;
  readonly source: SourceName;
  readonly cluster: string;
  readonly reason: FaultReason;
  readonly status: number | undefined;

  constructor(message: string, init: SourceErrorInit) {
    super(codeFromReason(init.reason), message, init);
    this.name = "SourceError";
    this.source = init.source;
    this.cluster = init.cluster;
    this.reason = init.reason;
    this.status = init.status;
  }
}

function codeFromReason(reason: FaultReason): ErrorCode {
  switch (reason) {
    case "timeout":
    case "refused":
    case "dns":
    case "tls":
    case "reset":
    case "circuit_open":
    case "aborted":
    case "rate_limited":
    case "server_error":
    case "not_configured":
    case "locked":
      return "source_unavailable";
    case "unauthenticated":
      return "unauthenticated";
    case "forbidden":
    case "read_only":
      return "forbidden";
    case "not_found":
      return "not_found";
    case "conflict":
      return "conflict";
    case "bad_request":
    case "invalid":
      return "source_rejected";
    case "too_large":
    case "not_json":
    case "schema":
    case "truncated":
    case "empty":
    case "partial":
    case "clock_skew":
      return "unexpected_response";
  }
}

/** The warning that says what `error` made unknown. Errors that are not a source's are thrown on. */
export function warningFromError(error: unknown, part?: string): SourceWarning {
  if (!(error instanceof SourceError)) throw error;
  return {
    source: error.source,
    cluster: error.cluster,
    reason: error.reason,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(part === undefined ? {} : { part }),
  };
}
