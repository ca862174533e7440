import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { answer, closeServers, faultOf, serve } from "@/test/local-server";
import { createRequester, type RequesterOptions } from "./request";

const anything = z.unknown();
afterEach(closeServers);

function requesterTo(baseUrl: string, options: Partial<RequesterOptions> = {}) {
  return createRequester({
    source: "prometheus",
    cluster: "east",
    baseUrl,
    timeoutMs: 2000,
    clock: { nowMs: () => Date.now(), wait: async () => undefined, random: () => 0 },
    ...options,
  });
}

describe("retry", () => {
  it("sends a read once more after 503", async () => {
    const server = await serve((request, response, count) =>
      answer(count === 1 ? 503 : 200, '"ok"')(request, response, count),
    );
    expect((await requesterTo(server.url).json(anything, "/x")).data).toBe("ok");
    expect(server.count()).toBe(2);
  });

  it("never sends a write twice", async () => {
    const server = await serve(answer(503, "no"));
    await faultOf(requesterTo(server.url).json(anything, "/x", { method: "POST", body: "{}" }));
    expect(server.count()).toBe(1);
  });

  it("waits as long as Retry-After says, and not at all when that is too long", async () => {
    const waits: number[] = [];
    const clock = {
      nowMs: () => 0,
      random: () => 0,
      wait: async (ms: number) => {
        waits.push(ms);
      },
    };
    const short = await serve((request, response, count) =>
      answer(count === 1 ? 429 : 200, "1", { "retry-after": "2" })(request, response, count),
    );
    await requesterTo(short.url, { clock }).json(anything, "/x");
    const long = await serve(answer(429, "no", { "retry-after": "600" }));
    await faultOf(requesterTo(long.url, { clock }).json(anything, "/x"));
    expect([waits, long.count()]).toEqual([[2000], 1]);
  });
});

describe("circuit", () => {
  it("stops asking a dead source, probes once after the pause, and closes again", async () => {
    let nowMs = 0;
    let healthy = false;
    const server = await serve((request, response, count) =>
      answer(healthy ? 200 : 503, "1")(request, response, count),
    );
    const requester = requesterTo(server.url, {
      failureLimit: 2,
      circuitOpenMs: 1000,
      clock: { nowMs: () => nowMs, wait: async () => undefined, random: () => 0 },
    });
    await faultOf(requester.json(anything, "/1"));
    await faultOf(requester.json(anything, "/2"));
    expect((await faultOf(requester.json(anything, "/3"))).reason).toBe("circuit_open");
    expect(server.count()).toBe(4);
    nowMs = 1001;
    healthy = true;
    expect((await requester.json(anything, "/4")).data).toBe(1);
    expect((await requester.json(anything, "/5")).data).toBe(1);
  });

  it("stays closed for refusals, which show that the source lives", async () => {
    const server = await serve(answer(403, "no"));
    const requester = requesterTo(server.url, { failureLimit: 1 });
    await faultOf(requester.json(anything, "/1"));
    expect((await faultOf(requester.json(anything, "/2"))).reason).toBe("forbidden");
  });
});

describe("sharing", () => {
  it("sends equal reads that overlap once", async () => {
    const pending: ServerResponse[] = [];
    const server = await serve((_request, response) => void pending.push(response));
    const requester = requesterTo(server.url);
    const reads = [1, 2, 3].map(() => requester.json(anything, "/x", { form: { query: "up" } }));
    await expect.poll(() => pending.length).toBe(1);
    pending[0]?.end('"one"');
    expect((await Promise.all(reads)).map((read) => read.data)).toEqual(["one", "one", "one"]);
    expect(server.count()).toBe(1);
  });

  it("goes on while one reader waits, and stops when the last has left", async () => {
    let closed = 0;
    const pending: ServerResponse[] = [];
    const server = await serve((_request, response) => {
      pending.push(response);
      response.on("close", () => void (closed += response.writableEnded ? 0 : 1));
    });
    const requester = requesterTo(server.url);
    const [first, second] = [new AbortController(), new AbortController()];
    const reads = [first, second].map(({ signal }) => faultOf(requester.json(anything, "/x", { signal })));
    await expect.poll(() => pending.length).toBe(1);
    first.abort();
    expect((await reads[0])?.reason).toBe("aborted");
    expect(closed).toBe(0);
    second.abort();
    expect((await reads[1])?.reason).toBe("aborted");
    await expect.poll(() => closed).toBe(1);
  });
});

describe("streams and dialled connections", () => {
  it("gives chunks as they come and a fault when the stream is cut", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200);
      response.write("one", () => setImmediate(() => response.destroy()));
    });
    const { data } = await requesterTo(server.url).stream("/x");
    const chunks: string[] = [];
    const error = await faultOf(
      (async () => {
        for await (const chunk of data) chunks.push(Buffer.from(chunk).toString());
      })(),
    );
    expect([chunks, error.reason]).toEqual([["one"], "truncated"]);
  });

  it("outlives the time limit once the headers are here, and ends when the reader leaves", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200);
      response.write("one");
    });
    const controller = new AbortController();
    const { data } = await requesterTo(server.url).stream("/x", {
      signal: controller.signal,
      timeoutMs: 100,
    });
    const chunks = data[Symbol.asyncIterator]();
    expect(Buffer.from((await chunks.next()).value ?? "").toString()).toBe("one");
    const next = faultOf(chunks.next());
    controller.abort();
    expect((await next).reason).toBe("aborted");
  });

  it("speaks through a byte stream that the source opened itself", async () => {
    const server = await serve((request, response, count) =>
      answer(200, JSON.stringify(request.headers.host))(request, response, count),
    );
    const port = Number(new URL(server.url).port);
    const requester = requesterTo("http://pod.internal:15000", {
      dial: async () => connect(port, "127.0.0.1"),
    });
    expect((await requester.json(anything, "/x")).data).toBe("pod.internal:15000");
  });
});

it("never tells a token", async () => {
  const server = await serve((request, response) => {
    response.writeHead(400, { "content-type": "text/plain" }).end(`bad ${request.headers.authorization}`);
  });
  const requester = requesterTo(server.url, { headers: { authorization: "Bearer s3cr3t-token" } });
  const error = await faultOf(requester.json(anything, "/x", { query: { token: "another-secret" } }));
  expect(error.message).toContain("[redacted]");
  expect(error.message).not.toMatch(/s3cr3t|another-secret/);
});
