import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import type { SourceName } from "@/lib/errors";
import type { Credentials, CredentialOptions } from "./credentials";
import type { Explain } from "./exchange";

/** Time and chance, injected so that tests need neither. */
export type Clock = {
  readonly nowMs: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
};

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }),
  random: () => Math.random(),
};

export type RequesterOptions = CredentialOptions & {
  readonly source: SourceName;
  readonly cluster: string;
  /** Whole time of one read, retry not included. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Instead of `headers`, `bearerTokenFile`, `tls` and `dial`: asked before each request. */
  readonly credentials?: () => Promise<Credentials>;
  /** Words and reason for refusals, when the system has its own error shape. */
  readonly explain?: Explain;
  readonly failureLimit?: number;
  readonly circuitOpenMs?: number;
  readonly clock?: Clock;
};

export type RequestOptions = {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Repeated parameters as arrays; undefined ones are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  /** Sent as application/x-www-form-urlencoded. */
  readonly form?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Statuses beside 2xx that are answers and not failures. */
  readonly accept?: readonly number[];
  /** A read may be shared and sent again; default for GET, and for POST with `form`. */
  readonly read?: boolean;
  readonly explain?: Explain;
};

/** An answer with what its evidence needs. */
export type Answer<T> = {
  readonly data: T;
  readonly status: number;
  readonly headers: Headers;
  readonly source: SourceName;
  readonly cluster: string;
  /** Method and path with query, secrets taken out. */
  readonly request: string;
  readonly atMs: number;
  readonly durationMs: number;
};

/** All methods throw `SourceError` and nothing else. */
export type Requester = {
  readonly json: <T>(schema: z.ZodType<T>, path: string, options?: RequestOptions) => Promise<Answer<T>>;
  readonly text: (path: string, options?: RequestOptions) => Promise<Answer<string>>;
  readonly bytes: (path: string, options?: RequestOptions) => Promise<Answer<Buffer>>;
  /** Resolves with the headers; the time limit covers up to there, the size limit and faults cover the chunks too. Never shared or sent again. */
  readonly stream: (path: string, options?: RequestOptions) => Promise<Answer<AsyncIterable<Uint8Array>>>;
};
