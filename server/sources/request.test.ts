import { createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { answer, closeServers, faultOf, listen, serve } from "@/test/local-server";
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

  it("tells the words of a JSON error and not its braces", async () => {
    const server = await serve(answer(403, '{"kind":"Status","message":"pods is forbidden"}'));
    const error = await faultOf(requesterTo(server.url).json(anything, "/x"));
    expect(error.message).toBe("GET /x: HTTP 403: pods is forbidden");
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
    await closeServers();
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
