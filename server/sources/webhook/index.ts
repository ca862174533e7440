import { readBody } from "@/server/sources/body";
import { faultFromNetworkError, FaultError, parseRetryAfter } from "@/server/sources/fault";
import { send, type WireResponse } from "@/server/sources/transport";
import type { WebhookAnswer, WebhookSource } from "@/lib/delivery/webhook";
import { signedMessage } from "./sign";

const defaultTimeoutMs = 5_000;
const maxAnswerBytes = 64 * 1024;
const mostRedirects = 2;

/** Posts messages to the services of notifications. An endpoint that hangs is left after five seconds. */
export function createWebhookSource(nowMs: () => number, timeoutMs = defaultTimeoutMs): WebhookSource {
  return {
    async post(channel, { id, payload }, signal) {
      const startMs = nowMs();
      const { url, body, headers } = signedMessage({ ...channel, payload }, startMs);
      const limit = AbortSignal.timeout(timeoutMs);
      const exchange = {
        body,
        headers: {
          ...headers,
          "content-type": "application/json; charset=utf-8",
          "user-agent": "heddle",
          // The same for every attempt, so that a receiver can drop what it has seen.
          "idempotency-key": id,
        },
        signal: AbortSignal.any([signal, limit]),
      };
      try {
        const answer = await follow(url, exchange, mostRedirects, nowMs);
        return { ...answer, durationMs: nowMs() - startMs };
      } catch (error) {
        const durationMs = nowMs() - startMs;
        if (limit.aborted) {
          const message = `no answer within ${timeoutMs / 1000} s`;
          return { state: "failed", reason: "timeout", message, durationMs };
        }
        const { reason, message } = faultFromNetworkError(error, false);
        return { state: "failed", reason, message: withoutAddress(message, url), durationMs };
      }
    },
  };
}

type Exchange = {
  readonly body: string;
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
};
type Outcome =
  | Omit<Extract<WebhookAnswer, { state: "answered" }>, "durationMs">
  | Omit<Extract<WebhookAnswer, { state: "failed" }>, "durationMs">;

/** Posts again where the same host says so with 307 or 308; the others would turn the message into a GET. */
async function follow(url: URL, exchange: Exchange, left: number, nowMs: () => number): Promise<Outcome> {
  const response = await send({ url, method: "POST", agent: false, ...exchange });
  if (response.status < 300 || response.status >= 400) return answered(response, nowMs());
  const location = response.headers.get("location") ?? "";
  response.body.destroy();
  const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
  const isKept = response.status === 307 || response.status === 308;
  if (
    next === undefined ||
    !isKept ||
    next.host !== url.host ||
    next.protocol !== url.protocol ||
    left === 0
  ) {
    const message = `HTTP ${response.status} to ${next?.host ?? "nowhere"}: a message is not sent on to another place`;
    return { state: "failed", reason: "bad_request", message };
  }
  return follow(next, exchange, left - 1, nowMs);
}

async function answered(response: WireResponse, nowMs: number): Promise<Outcome> {
  const bytes = await readBody(response.body, maxAnswerBytes).catch((error: unknown) => {
    if (error instanceof FaultError && error.fault.reason === "too_large") return Buffer.from("");
    throw error;
  });
  const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), nowMs);
  return {
    state: "answered",
    status: response.status,
    body: bytes.toString("utf8"),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Whoever has the address can write there: it stays out of errors, which people see. */
function withoutAddress(message: string, { href, pathname, search }: URL): string {
  const secrets = [href, search, pathname].filter((part) => part.length > 1);
  return secrets.reduce((text, part) => text.replaceAll(part, "…"), message);
}
