import { createHmac } from "node:crypto";
import type { NotificationFormat } from "@/lib/delivery/notification-channel";

/** What is sent: the address with its query, the body, and headers beside the content type. */
export type SignedMessage = {
  readonly url: URL;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

type Unsigned = {
  readonly format: NotificationFormat;
  readonly url: string;
  readonly secret?: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
};

/**
 * The message signed as its service wants it, at `nowMs`. DingTalk: HMAC-SHA256 over "timestamp\nsecret" with the secret
 * as key, in the query, milliseconds. Feishu: over nothing with "timestamp\nsecret" as key, in the body, seconds. Generic:
 * over "timestamp.body" in a header. Source: the robots' own documents.
 */
export function signedMessage({ format, url, secret, payload }: Unsigned, nowMs: number): SignedMessage {
  const address = new URL(url);
  if (secret === undefined) return { url: address, body: JSON.stringify(payload), headers: {} };
  if (format === "dingtalk") {
    const timestamp = String(Math.floor(nowMs));
    address.searchParams.set("timestamp", timestamp);
    address.searchParams.set("sign", hmac(secret, `${timestamp}\n${secret}`, "base64"));
    return { url: address, body: JSON.stringify(payload), headers: {} };
  }
  const timestamp = String(Math.floor(nowMs / 1000));
  if (format === "feishu") {
    const sign = hmac(`${timestamp}\n${secret}`, "", "base64");
    return { url: address, body: JSON.stringify({ timestamp, sign, ...payload }), headers: {} };
  }
  const body = JSON.stringify(payload);
  const digest = hmac(secret, `${timestamp}.${body}`, "hex");
  return { url: address, body, headers: { "x-heddle-signature": `t=${timestamp},v1=${digest}` } };
}

function hmac(key: string, text: string, encoding: "base64" | "hex"): string {
  return createHmac("sha256", key).update(text, "utf8").digest(encoding);
}
