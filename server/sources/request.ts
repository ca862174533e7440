import type { z } from "zod";
import { SourceError } from "@/lib/errors";
import type { Evidence } from "@/lib/evidence";
import { metrics } from "@/server/telemetry/metrics";
import { limitedChunks, parseJson, parseWith, readBody } from "./body";
import { FaultError } from "./fault";
import type { Answer, RequesterOptions, RequestOptions, Requester } from "./request-options";
import { createRun, isRead, type Consume } from "./run";
import { createSharedFlights } from "./shared-flight";
import { sourceErrorFrom } from "./source-error";

export type { HeaderValues, TlsFiles } from "./credentials";
export type { Explain } from "./exchange";
export type { Fault } from "./fault";
export { systemClock } from "./request-options";
export type { Answer, Clock, Requester, RequesterOptions, RequestOptions } from "./request-options";

const defaultMaxBytes = 64 * 1_048_576;

/** The evidence of an answer; `request` replaces the HTTP line, for example by the PromQL text. */
export function evidenceFromAnswer(
  answer: Answer<unknown>,
  facts: { purpose: string; rows: number; kind?: Evidence["kind"]; request?: string },
): Evidence {
  return {
    source: answer.source,
    cluster: answer.cluster,
    kind: facts.kind ?? "http",
    request: facts.request ?? answer.request,
    purpose: facts.purpose,
    atMs: answer.atMs,
    durationMs: answer.durationMs,
    rows: facts.rows,
  };
}

/** The one way to a source over HTTP: limits, retry of reads, circuit, sharing, faults, metrics and spans. */
export function createRequester(options: RequesterOptions): Requester {
  const { source, cluster } = options;
  const maxBytesOf = (request: RequestOptions) => request.maxBytes ?? options.maxBytes ?? defaultMaxBytes;
  const run = createRun(options);
  const flights = createSharedFlights();

  function shared<T>(
    kind: string,
    path: string,
    request: RequestOptions,
    consume: Consume<T>,
  ): Promise<Answer<T>> {
    if (!isRead(request)) return run(path, request, consume);
    const key = JSON.stringify([
      request.body?.toString(),
      kind,
      path,
      request.query,
      request.form,
      request.headers,
      request.accept,
      maxBytesOf(request),
    ]);
    let started = false;
    const start = (signal: AbortSignal) => {
      started = true;
      return run(path, { ...request, signal }, consume);
    };
    const left = () => new SourceError("the reader left", { source, cluster, reason: "aborted" });
    const answer = flights.join(key, request.signal, start, left);
    if (!started) metrics.sourceShared.inc({ source, cluster });
    return answer;
  }

  return {
    json: <T>(schema: z.ZodType<T>, path: string, request: RequestOptions = {}) =>
      shared(`json ${schemaId(schema)}`, path, request, async (response) => {
        const bytes = await readBody(response.body, maxBytesOf(request));
        return parseWith(schema, parseJson(bytes, response.headers));
      }),
    text: (path, request = {}) =>
      shared("text", path, request, async (response) =>
        (await readBody(response.body, maxBytesOf(request))).toString("utf8"),
      ),
    bytes: (path, request = {}) =>
      shared("bytes", path, request, (response) => readBody(response.body, maxBytesOf(request))),
    stream: (path, request = {}) =>
      run(path, { ...request, read: false }, async (response) => {
        const leave = () =>
          response.body.destroy(new FaultError({ reason: "aborted", message: "the reader left" }));
        request.signal?.addEventListener("abort", leave, { once: true });
        response.body.once("close", () => request.signal?.removeEventListener("abort", leave));
        return dressedChunks(options, path, limitedChunks(response.body, maxBytesOf(request)));
      }),
  };
}

/** Faults in the middle of a stream leave as SourceErrors too. */
async function* dressedChunks(
  options: RequesterOptions,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* chunks;
  } catch (error) {
    throw sourceErrorFrom(options, `stream ${path}`, error);
  }
}

const schemaIds = new WeakMap<object, number>();
let lastSchemaId = 0;

/** Equal addresses read with different schemas are different reads. */
function schemaId(schema: object): number {
  const known = schemaIds.get(schema);
  if (known !== undefined) return known;
  lastSchemaId += 1;
  schemaIds.set(schema, lastSchemaId);
  return lastSchemaId;
}
