import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";

export type Upstream = { readonly stop: () => Promise<void> };

/** A server on a socket that answers with what reached it. */
export function startUpstream(name: string, socketPath: string): Promise<Upstream> {
  const server: Server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.setHeader("x-echo", name);
      response.end(JSON.stringify({ path: request.url, headers: request.rawHeaders }));
    });
  });
  // An answer that turns the connection into another has no body: what reached us stands in a header.
  const told = (request: IncomingMessage) => [
    `x-echo: ${name}`,
    `x-told: ${Buffer.from(JSON.stringify({ path: request.url, headers: request.rawHeaders })).toString("base64")}`,
  ];
  server.on("upgrade", (request, socket) => {
    const protocol = request.headers.upgrade ?? "";
    const first = ["HTTP/1.1 101 Switching Protocols", `upgrade: ${protocol}`, "connection: upgrade"];
    socket.end(`${[...first, ...told(request)].join("\r\n")}\r\n\r\n`);
  });
  server.on("connect", (request, socket) => {
    socket.end(`${["HTTP/1.1 200 OK", ...told(request)].join("\r\n")}\r\n\r\n`);
  });
  // The server forgets connections that were turned into another, and would wait for them for ever.
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve) => {
    server.listen(socketPath, () =>
      resolve({
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      }),
    );
  });
}
