import { createServer as createHttp, type ServerResponse } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { createServer as createTcp, type Server } from "node:net";
import { createServer as createTls } from "node:tls";

/** How a destination misbehaves, or `ok`. */
export type Behaviour =
  | { readonly kind: "answers"; readonly status: number; readonly delayMs?: number }
  | { readonly kind: "grpc_status"; readonly status: number }
  | {
      readonly kind:
        | "closes_after_first"
        | "drops"
        | "banner"
        | "tls"
        | "http2"
        | "huge_headers"
        | "half_a_body";
    };

/** A server on one address that misbehaves as real ones do. */
export function startFaultyServer(address: string, port: number, how: Behaviour): Promise<Server> {
  const server = serverOf(how);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => resolve(server as Server));
  });
}

function serverOf(how: Behaviour): Pick<Server, "once" | "listen"> {
  switch (how.kind) {
    case "answers":
      return createHttp((_request, response) => {
        setTimeout(() => response.writeHead(how.status).end("answer"), how.delayMs ?? 0);
      });
    case "grpc_status":
      return createHttp2((_request, response) => {
        response.writeHead(200, { "content-type": "application/grpc", "grpc-status": `${how.status}` }).end();
      });
    case "closes_after_first":
      return closesAfterFirst();
    case "drops":
      return createHttp((request) => request.socket.destroy());
    case "banner":
      return createTcp((socket) => {
        socket.on("error", () => socket.destroy());
        socket.write("SSH-2.0-OpenSSH_9.6\r\n");
      });
    case "tls":
      return createTls({});
    case "http2":
      return createHttp2((_request, response) => response.end("answer"));
    case "huge_headers":
      return createHttp((_request, response) => withHugeHeader(response));
    case "half_a_body":
      return createHttp((request, response) => {
        response.writeHead(200, { "content-length": "100000" });
        response.write("half of it");
        setTimeout(() => request.socket.destroy(), 30);
      });
  }
}

function withHugeHeader(response: ServerResponse): void {
  response.writeHead(200, { "x-session": "s".repeat(90_000) }).end();
}

/** Keeps the connection open, and closes it when the next request is already on its way. */
function closesAfterFirst() {
  return createTcp((socket) => {
    let answered = false;
    socket.on("error", () => socket.destroy());
    socket.on("data", () => {
      if (answered) return void socket.destroy();
      answered = true;
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    });
  });
}
