import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, createServer as createTcpServer, type AddressInfo } from "node:net";

import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { SourceError } from "@/lib/errors";
import { createRequester, type RequesterOptions } from "./request";

const anything = z.unknown();
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        if ("closeAllConnections" in server) server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return (server.address() as AddressInfo).port;
}

async function serve(handler: Handler): Promise<{ url: string; count: () => number }> {
  let count = 0;
  const port = await listen(
    createServer((request, response) => {
      count += 1;
      handler(request, response, count);
    }),
  );
  return { url: `http://127.0.0.1:${port}`, count: () => count };
}

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

async function faultOf(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SourceError)) throw new Error(`no SourceError: ${String(error)}`);
  return error;
}

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Handler =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  };

describe("a status that is no answer", () => {
  it.each([
    [400, "bad_request"],
    [401, "unauthenticated"],
    [403, "forbidden"],
    [404, "not_found"],
    [409, "conflict"],
    [422, "invalid"],
    [429, "rate_limited"],
    [500, "server_error"],
    [503, "server_error"],
    [504, "timeout"],
  ] as const)("HTTP %i is reason %s", async (status, reason) => {
    const server = await serve(answer(status, "no"));
    const error = await faultOf(requesterTo(server.url).json(anything, "/x"));
    expect([error.reason, error.status]).toEqual([reason, status]);
    expect(error.message).toContain(`GET /x: HTTP ${status}`);
  });

  it("calls a redirect what it is: a login page in front of the API", async () => {
    const server = await serve(answer(302, "", { location: "https://login.example/" }));
    const error = await faultOf(requesterTo(server.url).json(anything, "/x"));
    expect(error.reason).toBe("unauthenticated");
    expect(error.message).toContain("https://login.example/");
    expect(server.count()).toBe(1);
  });

  it("takes the source's own words for its own error shape", async () => {
    const server = await serve(answer(422, '{"error":"too many samples"}'));
    const requester = requesterTo(server.url, {
      explain: ({ text }) => ({ reason: "bad_request", message: String(JSON.parse(text).error) }),
    });
    const error = await faultOf(requester.json(anything, "/x"));
    expect([error.reason, error.status, error.message]).toEqual([
      "bad_request",
      422,
      "GET /x: too many samples",
    ]);
  });

  it("reads a status as an answer when the caller accepts it", async () => {
    const server = await serve(answer(404, '{"a":1}'));
    const result = await requesterTo(server.url).json(anything, "/x", { accept: [404] });
    expect([result.status, result.data]).toEqual([404, { a: 1 }]);
  });
});

describe("a body that is no answer", () => {
  it("HTML is not_json", async () => {
    const server = await serve(answer(200, "<html>Sign in</html>", { "content-type": "text/html" }));
    const error = await faultOf(requesterTo(server.url).json(anything, "/x"));
    expect(error.reason).toBe("not_json");
    expect(error.message).not.toContain("Sign in");
  });

  it("nothing at all is empty", async () => {
    const server = await serve(answer(200, ""));
    expect((await faultOf(requesterTo(server.url).json(anything, "/x"))).reason).toBe("empty");
  });

  it("JSON that ends early is truncated", async () => {
    const server = await serve(answer(200, '{"a":[1,2'));
    expect((await faultOf(requesterTo(server.url).json(anything, "/x"))).reason).toBe("truncated");
  });

  it("a connection that breaks inside of the body is truncated", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{", () => response.destroy());
    });
    expect((await faultOf(requesterTo(server.url).json(anything, "/x"))).reason).toBe("truncated");
  });

  it("another shape is schema, with the path of the field", async () => {
    const server = await serve(answer(200, '{"data":{"result":7}}'));
    const schema = z.object({ data: z.object({ result: z.array(z.string()) }) });
    const error = await faultOf(requesterTo(server.url).json(schema, "/x"));
    expect(error.reason).toBe("schema");
    expect(error.message).toContain("data.result");
  });

  it("more than the limit is too_large, compressed or not", async () => {
    const { gzipSync } = await import("node:zlib");
    const big = gzipSync(JSON.stringify("x".repeat(5_000_000)));
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(big);
    });
    const error = await faultOf(requesterTo(server.url, { maxBytes: 1_048_576 }).json(anything, "/x"));
    expect(error.reason).toBe("too_large");
  });
});

describe("a connection that is none", () => {
  it("a closed port is refused, and a read tries twice", async () => {
    const port = await listen(createTcpServer());
    for (const close of closing.splice(0)) await close();
    const error = await faultOf(requesterTo(`http://127.0.0.1:${port}`).json(anything, "/x"));
    expect([error.reason, error.code]).toEqual(["refused", "source_unavailable"]);
  });

  it("a name that does not resolve is dns", async () => {
    const error = await faultOf(requesterTo("http://no-such-host.invalid").json(anything, "/x"));
    expect(error.reason).toBe("dns");
  });

  it("a plain HTTP port asked for TLS is tls", async () => {
    const server = await serve(answer(200, "{}"));
    const error = await faultOf(requesterTo(server.url.replace("http:", "https:")).json(anything, "/x"));
    expect(error.reason).toBe("tls");
  });

  it("a connection that is cut before the answer is reset", async () => {
    const port = await listen(createTcpServer((socket) => socket.destroy()));
    const error = await faultOf(requesterTo(`http://127.0.0.1:${port}`).json(anything, "/x"));
    expect(error.reason).toBe("reset");
  });

  it("silence is timeout", async () => {
    const server = await serve(() => undefined);
    const error = await faultOf(requesterTo(server.url).json(anything, "/x", { timeoutMs: 50 }));
    expect(error.reason).toBe("timeout");
  });

  it("a body that never ends is timeout too", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200);
      response.write("{");
    });
    const error = await faultOf(requesterTo(server.url).json(anything, "/x", { timeoutMs: 50 }));
    expect(error.reason).toBe("timeout");
  });
});

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
