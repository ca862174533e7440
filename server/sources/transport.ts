import http from "node:http";
import https from "node:https";
import type { Readable } from "node:stream";
import zlib from "node:zlib";
import type { HeaderValues } from "./credentials";

/** Everything that one exchange on the wire needs, and nothing of retry, sharing or meaning. */
export type WireRequest = {
  readonly url: URL;
  readonly method: string;
  readonly headers: HeaderValues;
  readonly body?: string | Uint8Array;
  readonly agent?: http.Agent | https.Agent | false;
  readonly signal: AbortSignal;
};

export type WireResponse = {
  readonly status: number;
  readonly headers: Headers;
  /** Decompressed bytes. Destroying it closes the connection. */
  readonly body: Readable;
};

/**
 * Sends one request over HTTP/1.1 and resolves when the answer's headers are here. Redirects are not followed: a
 * redirect of an API means a login page, and following it would carry the token elsewhere.
 */
export function send(request: WireRequest): Promise<WireResponse> {
  const { url, method, body, signal } = request;
  const stack = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = stack.request(url, {
      method,
      signal,
      headers: {
        "accept-encoding": "gzip",
        ...(request.headers as http.OutgoingHttpHeaders),
        ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
      },
      agent: request.agent,
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      resolve({
        status: incoming.statusCode ?? 0,
        headers: headersFrom(incoming.rawHeaders),
        body: decompressed(incoming),
      });
    });
    outgoing.end(body);
  });
}

function headersFrom(rawHeaders: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  }
  return headers;
}

function decompressed(incoming: http.IncomingMessage): Readable {
  if (incoming.headers["content-encoding"] !== "gzip") return incoming;
  const unzip = zlib.createGunzip();
  incoming.on("error", (error) => unzip.destroy(error));
  unzip.on("close", () => incoming.destroy());
  return incoming.pipe(unzip);
}
