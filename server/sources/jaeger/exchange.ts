import { z } from "zod";
import { SourceError, type FaultReason } from "@/lib/errors";
import type { Call } from "@/server/ports";
import type { Answer, Requester, RequestOptions } from "../request";
import { readDocuments, type Documents } from "./documents";
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
      const answer = await requester.text(path, {
        query,
        accept,
        ...(call.signal === undefined ? {} : { signal: call.signal }),
        ...(call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }),
      });
      return { ...answer, documents: readDocuments(answer.data) };
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

/** Says that the answer is v3's own "nothing found" and not a router's 404. */
export function isNothingFound(answer: JaegerAnswer): boolean {
  if (answer.status !== 404 || !answer.documents.ok) return false;
  return gatewayError.safeParse(answer.documents.values[0]).success;
}
