import { SourceError } from "@/lib/errors";
import { metrics, recordSourceRequest } from "@/server/telemetry/metrics";
import { inClientSpan } from "@/server/telemetry/tracing";
import { bodyFrom, contentHeaders, lineFrom, urlFrom } from "./address";
import { createCircuit, type Circuit } from "./circuit";
import { createCredentials, type Credentials, type HeaderValues } from "./credentials";
import { asFaultError, exchangeOnce } from "./exchange";
import { FaultError, type Fault } from "./fault";
import {
  systemClock,
  type Answer,
  type Clock,
  type RequesterOptions,
  type RequestOptions,
} from "./request-options";
import { withRetry } from "./retry";
import { sourceErrorFrom } from "./source-error";
import type { WireResponse } from "./transport";

export type Consume<T> = (response: WireResponse) => Promise<T>;
export type Run = <T>(path: string, request: RequestOptions, consume: Consume<T>) => Promise<Answer<T>>;

const defaultTimeoutMs = 10_000;

/** Whether a request may be shared with an equal one and sent again. */
export function isRead(request: RequestOptions): boolean {
  return request.read ?? ((request.method ?? "GET") === "GET" || request.form !== undefined);
}

/** One logical request: circuit, credentials, retry, metrics and span around the exchange. */
export function createRun(options: RequesterOptions): Run {
  const clock = options.clock ?? systemClock;
  const credentials = options.credentials ?? createCredentials(options, clock.nowMs);
  const circuit = circuitFor(options, clock);
  let lastFault: Fault | undefined;

  return async (path, request, consume) => {
    const url = urlFrom(options.baseUrl, path, request);
    const method = methodOf(request);
    const line = lineFrom(method, url);
    refuseWhileOpen(circuit, options, line, lastFault);
    let secrets: HeaderValues = {};
    const attempt = async (traceHeaders: Readonly<Record<string, string>>) => {
      const granted = await grantedBy(credentials);
      secrets = { ...granted.headers, ...request.headers };
      const headers = { ...traceHeaders, ...contentHeaders(request), ...secrets };
      const exchange = { ...exchangeFrom(options, request, clock), url, headers, agent: granted.agent };
      return exchangeOnce(exchange, async (response) => ({
        data: await consume(response),
        status: response.status,
        headers: response.headers,
      }));
    };
    return measured(options, clock, async (startMs) => {
      try {
        const answer = await inClientSpan(
          `${options.source} ${method}`,
          spanAttributes(options, method, url),
          (trace) =>
            withRetry(
              () => attempt(trace),
              isRead(request),
              clock,
              request.signal,
              () => metrics.sourceRetries.inc(labelsOf(options)),
            ),
        );
        circuit.succeeded();
        const { source, cluster } = options;
        return {
          ...answer,
          source,
          cluster,
          request: line,
          atMs: startMs,
          durationMs: clock.nowMs() - startMs,
        };
      } catch (error) {
        const { fault } = asFaultError(error, false);
        lastFault = fault;
        book(circuit, fault);
        throw sourceErrorFrom(options, line, error, secrets);
      }
    });
  };
}

function methodOf(request: RequestOptions): string {
  return request.method ?? (request.form === undefined ? "GET" : "POST");
}

function labelsOf({ source, cluster }: RequesterOptions) {
  return { source, cluster };
}

function circuitFor(options: RequesterOptions, clock: Clock): Circuit {
  return createCircuit({
    nowMs: clock.nowMs,
    failureLimit: options.failureLimit,
    openMs: options.circuitOpenMs,
    onChange: (state) => metrics.circuitsOpen.inc(labelsOf(options), state === "open" ? 1 : -1),
  });
}

function exchangeFrom(options: RequesterOptions, request: RequestOptions, clock: Clock) {
  return {
    method: methodOf(request),
    body: bodyFrom(request),
    signal: request.signal,
    timeoutMs: request.timeoutMs ?? options.timeoutMs ?? defaultTimeoutMs,
    accept: request.accept ?? [],
    explain: request.explain ?? options.explain,
    nowMs: clock.nowMs,
  };
}

function spanAttributes({ source, cluster }: RequesterOptions, method: string, url: URL) {
  return {
    "http.request.method": method,
    "server.address": url.hostname,
    "url.path": url.pathname,
    "heddle.source": source,
    "heddle.cluster": cluster,
  };
}

async function measured<T>(
  options: RequesterOptions,
  clock: Clock,
  work: (startMs: number) => Promise<T>,
): Promise<T> {
  const labels = labelsOf(options);
  const startMs = clock.nowMs();
  const book = (reason?: string) =>
    recordSourceRequest(options.source, options.cluster, clock.nowMs() - startMs, reason);
  metrics.sourceInFlight.inc(labels);
  try {
    const answer = await work(startMs);
    book();
    return answer;
  } catch (error) {
    const reason = error instanceof SourceError ? error.reason : "unknown";
    if (reason !== "aborted") book(reason);
    throw error;
  } finally {
    metrics.sourceInFlight.dec(labels);
  }
}

function refuseWhileOpen(
  circuit: Circuit,
  options: RequesterOptions,
  line: string,
  last: Fault | undefined,
): void {
  const remainingMs = circuit.refusal();
  if (remainingMs === undefined) return;
  const fault: Fault = {
    reason: "circuit_open",
    message: `not asked, it failed several times in a row, last with "${last?.message ?? ""}"; next try in ${Math.ceil(remainingMs / 1000)} s`,
    // What was to do about the last failure still is.
    ...(last?.hint === undefined ? {} : { hint: last.hint }),
  };
  throw sourceErrorFrom(options, line, new FaultError(fault));
}

async function grantedBy(credentials: () => Promise<Credentials>): Promise<Credentials> {
  try {
    return await credentials();
  } catch (error) {
    if (error instanceof FaultError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new FaultError({ reason: "unauthenticated", message: `no credentials: ${message}` }, error);
  }
}

/** An answer of any kind shows that the system lives; only these say that it does not. */
function book(circuit: Circuit, fault: Fault): void {
  if (fault.reason === "aborted") circuit.released();
  else if (isOutage(fault)) circuit.failed();
  else circuit.succeeded();
}

function isOutage({ reason, status }: Fault): boolean {
  if (status !== undefined)
    return status === 502 || status === 504 || (status === 503 && reason !== "timeout");
  return (
    reason === "timeout" || reason === "refused" || reason === "dns" || reason === "tls" || reason === "reset"
  );
}
