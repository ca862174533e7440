import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What a demo page answers; `cutAt` sends only that many bytes of the announced length and breaks the connection. */
export type Page = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cutAt?: number;
};

export type PageRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
};

export type PageServer = {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  readonly close: () => Promise<void>;
  /** Stops to listen (connections are refused) or listens again on the same port. */
  readonly setListening: (on: boolean) => Promise<void>;
};

export function jsonPage(value: unknown, pretty = false): Page {
  return { status: 200, contentType: "application/json", body: JSON.stringify(value, null, pretty ? 1 : 0) };
}

export function textPage(body: string, status = 200): Page {
  return { status, contentType: "text/plain; charset=UTF-8", body };
}

/** Undefined for a request line that is no address. */
function pageRequestFrom(request: IncomingMessage): PageRequest | undefined {
  try {
    const url = new URL(request.url ?? "/", "http://demo");
    return {
      method: request.method ?? "GET",
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: request.headers,
    };
  } catch {
    return undefined;
  }
}

function sendPage(response: ServerResponse, page: Page): void {
  const body = typeof page.body === "string" ? Buffer.from(page.body) : page.body;
  response.writeHead(page.status, {
    "content-type": page.contentType,
    "content-length": body.byteLength,
    ...page.headers,
  });
  if (page.cutAt === undefined) response.end(body);
  else response.write(body.subarray(0, page.cutAt), () => response.socket?.destroy());
}

/** An HTTP server on loopback. `answer` returns undefined to drop the connection without an answer. */
export async function servePages(options: {
  readonly host: string;
  readonly port?: number;
  readonly answer: (request: PageRequest) => Page | undefined | Promise<Page | undefined>;
}): Promise<PageServer> {
  const { host, answer } = options;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    request.resume();
    const asked = pageRequestFrom(request);
    if (asked === undefined) {
      sendPage(response, textPage("400 Bad Request\n", 400));
      return;
    }
    void Promise.resolve(answer(asked)).then(
      (page) => (page === undefined ? request.socket.destroy() : sendPage(response, page)),
      (error: unknown) => sendPage(response, textPage(`internal error: ${String(error)}\n`, 500)),
    );
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    host,
    port,
    url: `http://${host}:${port}`,
    close: stop,
    setListening: (on) => (on === server.listening ? Promise.resolve() : on ? listen(port) : stop()),
  };
}
