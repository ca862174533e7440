import http, { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";

/** What the proxy does with a request instead of passing it on. */
export type ProxyFault =
  | { readonly kind: "answer"; readonly status: number; readonly body: string; readonly type?: string }
  /** Takes the request and never answers. */
  | { readonly kind: "silence" }
  /** Passes the answer on and breaks the connection after so many bytes of it. */
  | { readonly kind: "cut"; readonly afterBytes: number };

export type FaultProxy = {
  readonly url: string;
  /** Requests so far as "GET /path?query". */
  readonly seen: readonly string[];
  /** Decides for each request; undefined passes it on. */
  readonly setFault: (decide: ((line: string) => ProxyFault | undefined) | undefined) => void;
  /** Breaks every answer that is under way. */
  readonly cutAll: () => void;
  readonly close: () => Promise<void>;
};

/** A plain HTTP reverse proxy before a real system, so that its faults can be had at will. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const seen: string[] = [];
  const open = new Set<ServerResponse>();
  let decide: ((line: string) => ProxyFault | undefined) | undefined;
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    seen.push(line);
    open.add(response);
    response.on("close", () => open.delete(response));
    const fault = decide?.(line);
    if (fault === undefined) return void passOn(target, request, response, undefined);
    if (fault.kind === "cut") return void passOn(target, request, response, fault.afterBytes);
    if (fault.kind === "silence") return void request.resume();
    response.writeHead(fault.status, { "content-type": fault.type ?? "application/json" }).end(fault.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    setFault: (next) => (decide = next),
    cutAll: () => {
      for (const response of open) response.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function passOn(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  cutAfter: number | undefined,
): void {
  const url = new URL(target.replace(/\/$/, "") + (request.url ?? "/"));
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const options = { method: request.method, headers, rejectUnauthorized: false, agent: false as const };
  const upstream = (url.protocol === "https:" ? https : http).request(url, options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    // A watch has headers long before its first event.
    response.flushHeaders();
    let sent = 0;
    answer.on("data", (chunk: Buffer) => {
      sent += chunk.length;
      if (cutAfter === undefined || sent <= cutAfter) return void response.write(chunk);
      response.write(chunk.subarray(0, Math.max(0, cutAfter - (sent - chunk.length))), () =>
        response.destroy(),
      );
    });
    answer.on("end", () => response.end());
    answer.on("error", () => response.destroy());
  });
  upstream.on("error", () => response.destroy());
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
}
