import { z } from "zod";
import { SourceError, type FaultReason } from "@/lib/errors";
import type { Call } from "@/server/ports";
import type { Answer, Requester, RequestOptions } from "../request";
import { readDocuments, type Documents } from "./documents";
import { ScanFault } from "./json-scanner";
import { gatewayError } from "./wire";

/** Jaeger's answer before its shape is known. */
export type JaegerAnswer = Answer<string> & { readonly documents: Documents };

export type JaegerExchange = {
  /** Sends a GET; statuses of `accept` are answers. */
  readonly get: (
    path: string,
    call: Call,
    query?: RequestOptions["query"],
    accept?: readonly number[],
  ) => Promise<JaegerAnswer>;
  /** The same, as bytes for a scanner. */
  readonly getBytes: (
    path: string,
    call: Call,
    query?: RequestOptions["query"],
    accept?: readonly number[],
  ) => Promise<Answer<Buffer>>;
  /** What `read` finds in the bytes; its scan faults become source errors. */
  readonly scan: <T>(answer: Answer<Buffer>, read: (bytes: Buffer) => T) => T;
  /** The single value of the answer in `schema`'s shape. */
  readonly value: <T>(answer: JaegerAnswer, schema: z.ZodType<T>) => T;
  readonly values: <T>(answer: JaegerAnswer, schema: z.ZodType<T>) => readonly T[];
  readonly fault: (
    reason: FaultReason,
    message: string,
    init?: { hint?: string; status?: number },
  ) => SourceError;
};

const pathHint =
  "Check the address: Jaeger may serve under a base path, as Istio's sample add-on does under /jaeger.";

export function createExchange(cluster: string, requester: Requester): JaegerExchange {
  const fault: JaegerExchange["fault"] = (reason, message, init = {}) =>
    new SourceError(message, { source: "jaeger", cluster, reason, ...init });

  function values<T>(answer: JaegerAnswer, schema: z.ZodType<T>): readonly T[] {
    const { documents } = answer;
    if (!documents.ok) {
      const hint = documents.reason === "not_json" ? { hint: pathHint } : {};
      throw fault(documents.reason, `${answer.request}: ${documents.message}`, {
        status: answer.status,
        ...hint,
      });
    }
    return documents.values.map((value) => {
      const read = schema.safeParse(value);
      if (read.success) return read.data;
      throw fault("schema", `${answer.request}: ${z.prettifyError(read.error)}`, { status: answer.status });
    });
  }

  return {
    async get(path, call, query = {}, accept = []) {
      const answer = await requester.text(path, optionsFrom(call, query, accept));
      return { ...answer, documents: readDocuments(answer.data) };
    },
    getBytes: (path, call, query = {}, accept = []) =>
      requester.bytes(path, optionsFrom(call, query, accept)),
    scan(answer, read) {
      if (answer.data.length === 0) throw fault("empty", `${answer.request}: the answer has no body`);
      try {
        return read(answer.data);
      } catch (error) {
        if (!(error instanceof ScanFault)) throw error;
        const hint = error.reason === "not_json" ? { hint: pathHint } : {};
        throw fault(error.reason, `${answer.request}: ${error.message}`, { status: answer.status, ...hint });
      }
    },
    values,
    value(answer, schema) {
      const [first] = values(answer, schema);
      if (first === undefined) throw fault("empty", `${answer.request}: no value`);
      return first;
    },
    fault,
  };
}

function optionsFrom(call: Call, query: RequestOptions["query"], accept: readonly number[]): RequestOptions {
  return {
    query: query ?? {},
    accept,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    ...(call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }),
  };
}

/** Says that the answer is v3's own "nothing found" and not a router's 404. */
export function isNothingFound(answer: Answer<Buffer>): boolean {
  if (answer.status !== 404) return false;
  const documents = readDocuments(answer.data.toString("utf8"));
  return documents.ok && gatewayError.safeParse(documents.values[0]).success;
}
