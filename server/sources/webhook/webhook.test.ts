import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import type { NotificationChannel } from "@/lib/delivery/notification-channel";
import { createWebhookSource } from "@/server/sources/webhook/index";
import { signedMessage } from "@/server/sources/webhook/sign";
import { answer, closeServers, listen, serve } from "@/test/local-server";
import { createServer } from "node:net";

const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const never = new AbortController().signal;
const message = { id: "oncall:r1:ended", payload: { text: "hello" } };
const channel = (url: string, more: Partial<NotificationChannel> = {}): NotificationChannel => ({
  name: "oncall",
  format: "generic",
  url,
  locale: "en",
  ...more,
});
const source = createWebhookSource(() => nowMs, 2_000);

afterEach(closeServers);

describe("signedMessage", () => {
  const unsigned = { url: "https://robot.example/send?access_token=abc", payload: { a: 1 }, secret: "SEC1" };

  it("puts DingTalk's timestamp and signature into the query, in milliseconds and base64", () => {
    const { url } = signedMessage({ ...unsigned, format: "dingtalk" }, nowMs);
    expect(url.searchParams.get("access_token")).toBe("abc");
    expect(url.searchParams.get("timestamp")).toBe("1767323045678");
    // printf '1767323045678\nSEC1' | openssl dgst -sha256 -hmac SEC1 -binary | base64
    expect(url.searchParams.get("sign")).toBe("qlCmkYlCAlUAoNfZFfDelBDzWmJrCGYJ1vbq44tr8Wo=");
  });

  it("puts Feishu's into the body, in seconds, with the text as the key", () => {
    const { body, url } = signedMessage({ ...unsigned, format: "feishu" }, nowMs);
    // printf '' | openssl dgst -sha256 -hmac "$(printf '1767323045\nSEC1')" -binary | base64
    expect(JSON.parse(body)).toEqual({
      timestamp: "1767323045",
      sign: "gWLPxJcvGt9hr3rNxAJ6v1HLcuFRYMbBWtij2PsXZ0U=",
      a: 1,
    });
    expect(url.href).toBe(unsigned.url);
  });

  it("signs time and body for a receiver of one's own", () => {
    const { body, headers } = signedMessage({ ...unsigned, format: "generic" }, nowMs);
    const digest = createHmac("sha256", "SEC1").update(`1767323045.${body}`).digest("hex");
    expect(headers).toEqual({ "x-heddle-signature": `t=1767323045,v1=${digest}` });
  });

  it("sends an unsigned message as it is", () => {
    const { secret: _, ...rest } = unsigned;
    const sent = signedMessage({ ...rest, format: "dingtalk" }, nowMs);
    expect(sent).toMatchObject({ body: '{"a":1}', headers: {} });
    expect(sent.url.searchParams.has("sign")).toBe(false);
  });
});

describe("posting", () => {
  it("names the message the same at every attempt", async () => {
    const keys: unknown[] = [];
    const { url } = await serve((request, response) => {
      keys.push(request.headers["idempotency-key"], request.headers["content-type"]);
      response.writeHead(200).end("ok");
    });
    await source.post(channel(url), message, never);
    expect(keys).toEqual(["oncall:r1:ended", "application/json; charset=utf-8"]);
  });

  it("tells what was answered, also when it is a refusal", async () => {
    const { url } = await serve(answer(429, "slow down", { "retry-after": "90" }));
    expect(await source.post(channel(url), message, never)).toMatchObject({
      state: "answered",
      status: 429,
      body: "slow down",
      retryAfterMs: 90_000,
    });
  });

  it("leaves an endpoint that never answers", async () => {
    const { url } = await serve(() => undefined);
    const hasty = createWebhookSource(() => nowMs, 30);
    expect(await hasty.post(channel(url), message, never)).toMatchObject({
      state: "failed",
      reason: "timeout",
    });
  });

  it("leaves an endpoint that begins an answer and never ends it", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200).write("o");
    });
    const hasty = createWebhookSource(() => nowMs, 60);
    expect(await hasty.post(channel(url), message, never)).toMatchObject({
      state: "failed",
      reason: "timeout",
    });
  });

  it("says that nobody listens, without the address, which is a secret", async () => {
    const port = await listen(createServer());
    await closeServers();
    const answered = await source.post(channel(`http://127.0.0.1:${port}/hook/T0PSECRET`), message, never);
    expect(answered).toMatchObject({ state: "failed", reason: "refused" });
    expect(JSON.stringify(answered)).not.toContain("T0PSECRET");
  });

  it("never sends a message on to another host", async () => {
    const other = await serve(answer(200, "ok"));
    const { url } = await serve(answer(307, "", { location: `${other.url}/steal` }));
    expect(await source.post(channel(url), message, never)).toMatchObject({ state: "failed" });
    expect(other.count()).toBe(0);
  });

  it("posts again where the same host wants it at another path, and ends a circle", async () => {
    const { url } = await serve((request, response) => {
      if (request.url === "/new") response.writeHead(200).end(request.method);
      else response.writeHead(308, { location: "/new" }).end();
    });
    expect(await source.post(channel(`${url}/old`), message, never)).toMatchObject({ body: "POST" });
    const circle = await serve(answer(308, "", { location: "/" }));
    expect(await source.post(channel(circle.url), message, never)).toMatchObject({ state: "failed" });
    expect(circle.count()).toBe(3);
  });

  it("does not turn a message into a GET of a login page", async () => {
    const { url, count } = await serve(answer(302, "", { location: "/login" }));
    expect(await source.post(channel(url), message, never)).toMatchObject({ state: "failed" });
    expect(count()).toBe(1);
  });
});
