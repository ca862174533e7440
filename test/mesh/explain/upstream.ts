import { createServer, type Server } from "node:http";

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
  server.on("upgrade", (request, socket) => {
    const protocol = request.headers.upgrade ?? "";
    const lines = [
      "HTTP/1.1 101 Switching Protocols",
      `upgrade: ${protocol}`,
      "connection: upgrade",
      `x-echo: ${name}`,
    ];
    socket.end(`${lines.join("\r\n")}\r\n\r\n`);
  });
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve) => {
    server.listen(socketPath, () =>
      resolve({
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      }),
    );
  });
}
