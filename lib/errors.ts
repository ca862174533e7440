import { refOf, textOf, type PhraseRef, type Words } from "@/lib/phrase-ref";

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
  /** Which of the texts above can be said in another language. */
  readonly phrases?: Phrases & { readonly part?: PhraseRef };
};

/** The keys of an error's texts that can be said in another language. */
export type Phrases = { readonly message?: PhraseRef; readonly hint?: PhraseRef };

type ConsoleErrorInit = {
  hint?: Words;
  cause?: unknown;
  details?: Readonly<Record<string, unknown>>;
};

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
  readonly phrases: Phrases;

  constructor(code: ErrorCode, message: Words, init: ConsoleErrorInit = {}) {
    super(textOf(message), { cause: init.cause });
    this.name = "ConsoleError";
    this.code = code;
    this.hint = init.hint === undefined ? undefined : textOf(init.hint);
    this.details = init.details ?? {};
    this.phrases = phrasesOf(message, init.hint);
  }
}

function phrasesOf(message: string | Words, hint: string | Words | undefined): Phrases {
  const [ownMessage, ownHint] = [refOf(message), refOf(hint)];
  return {
    ...(ownMessage === undefined ? {} : { message: ownMessage }),
    ...(ownHint === undefined ? {} : { hint: ownHint }),
  };
}

type Texts = {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly phrases?: Phrases | undefined;
};

/** The message of an error or warning, for another one that says the same. */
export function messageOf({ message, phrases }: Texts): Words {
  return phrases?.message === undefined ? { text: message } : { ...phrases.message, text: message };
}

/** The hint of an error or warning as the init of another one that says the same; empty without one. */
export function hintOf({ hint, phrases }: Texts): { readonly hint?: Words } {
  if (hint === undefined) return {};
  return { hint: phrases?.hint === undefined ? { text: hint } : { ...phrases.hint, text: hint } };
}

type SourceErrorInit = Omit<ConsoleErrorInit, "hint"> & {
  hint?: string | Words;
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

  constructor(message: string | Words, init: SourceErrorInit) {
    const { hint, cause, details } = init;
    super(codeFromReason(init.reason), asWords(message), {
      cause,
      ...(details === undefined ? {} : { details }),
      ...(hint === undefined ? {} : { hint: asWords(hint) }),
    });
    this.name = "SourceError";
    this.source = init.source;
    this.cluster = init.cluster;
    this.reason = init.reason;
    this.status = init.status;
  }
}

const asWords = (words: string | Words): Words => (typeof words === "string" ? { text: words } : words);

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
export function warningFromError(error: unknown, part?: string | Words): SourceWarning {
  if (!(error instanceof SourceError)) throw error;
  return sourceWarning({
    source: error.source,
    cluster: error.cluster,
    reason: error.reason,
    message: messageOf(error),
    ...hintOf(error),
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(part === undefined ? {} : { part }),
  });
}

type WarningInit = Omit<SourceWarning, "message" | "hint" | "part" | "phrases"> & {
  readonly message: string | Words;
  readonly hint?: string | Words;
  readonly part?: string | Words;
};

/** A warning whose texts may be phrases. */
export function sourceWarning({ message, hint, part, ...facts }: WarningInit): SourceWarning {
  const ownPart = refOf(part);
  const phrases = { ...phrasesOf(message, hint), ...(ownPart === undefined ? {} : { part: ownPart }) };
  return {
    ...facts,
    message: textOf(message),
    ...(hint === undefined ? {} : { hint: textOf(hint) }),
    ...(part === undefined ? {} : { part: textOf(part) }),
    ...(Object.keys(phrases).length === 0 ? {} : { phrases }),
  };
}
