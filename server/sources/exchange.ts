import { phrase } from "@/lib/phrase";
import type http from "node:http";
import type https from "node:https";
import type { Readable } from "node:stream";
import { readBody } from "./body";
import type { HeaderValues } from "./credentials";
import { FaultError, faultFromNetworkError, faultFromStatus, type Fault } from "./fault";
import { send, type WireResponse } from "./transport";

/** An answer with an unwanted status, for a source that knows how its system words errors. */
export type Refusal = { readonly status: number; readonly headers: Headers; readonly text: string };
export type Explain = (refusal: Refusal) => Partial<Fault> | undefined;

export type Exchange = {
  readonly url: URL;
  readonly method: string;
  readonly headers: HeaderValues;
  readonly body?: string | Uint8Array;
  readonly agent?: http.Agent | https.Agent | false;
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
  /** Statuses beside 2xx that the caller reads as answers. */
  readonly accept: readonly number[];
  readonly explain?: Explain;
  readonly nowMs: () => number;
};

const errorBodyMaxBytes = 256 * 1024;

/** Sends once and gives the answer's head and body to `consume`, all within the exchange's time. */
export async function exchangeOnce<T>(
  exchange: Exchange,
  consume: (response: WireResponse, deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = createDeadline(exchange.timeoutMs, exchange.signal);
  let response: WireResponse | undefined;
  try {
    response = await send({ ...exchange, signal: deadline.signal });
    const { status } = response;
    if ((status < 200 || status >= 300) && !exchange.accept.includes(status)) {
      throw new FaultError(await faultOfRefusal(exchange, response));
    }
    return await consume(response, deadline);
  } catch (error) {
    response?.body.destroy();
    throw deadline.fault() ?? asFaultError(error, response !== undefined);
  } finally {
    deadline.clear();
  }
}

async function faultOfRefusal(exchange: Exchange, response: WireResponse): Promise<Fault> {
  const { status, headers } = response;
  const text = await readErrorText(response.body);
  const plain = faultFromStatus(status, headers, text, exchange.nowMs());
  return { ...plain, ...exchange.explain?.({ status, headers, text }) };
}

async function readErrorText(body: Readable): Promise<string> {
  try {
    return (await readBody(body, errorBodyMaxBytes)).toString("utf8");
  } catch {
    return "";
  }
}

export function asFaultError(error: unknown, begun: boolean): FaultError {
  return error instanceof FaultError ? error : new FaultError(faultFromNetworkError(error, begun), error);
}

/** One signal for "too late" and "the reader left", that can tell the two apart afterwards. */
export type Deadline = {
  readonly signal: AbortSignal;
  readonly fault: () => FaultError | undefined;
  /** Stops the clock; the reader's signal stays in force. */
  readonly stopClock: () => void;
  readonly clear: () => void;
};

export function createDeadline(timeoutMs: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let fault: Fault | undefined;
  const end = (why: Fault) => {
    fault ??= why;
    controller.abort();
  };
  const onAbort = () => end({ reason: "aborted", message: "the reader left" });
  const timer = setTimeout(
    () =>
      end({
        reason: "timeout",
        message: `no whole answer within ${timeoutMs} ms`,
        hint: phrase("slow_or_dropped"),
      }),
    timeoutMs,
  );
  if (outer?.aborted === true) onAbort();
  outer?.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    fault: () => (fault === undefined ? undefined : new FaultError(fault)),
    stopClock: () => clearTimeout(timer),
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener("abort", onAbort);
    },
  };
}
