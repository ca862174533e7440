import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Server as TcpServer } from "node:net";
import { SourceError } from "@/lib/errors";

const closing: (() => Promise<void>)[] = [];

/** Closes every server of this file; called after each test. */
export async function closeServers(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** Listens on a free loopback port until the test ends. */
export async function listen(server: Server | TcpServer): Promise<number> {
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

/** An HTTP server for one test; `count` says how many requests it has seen. */
export async function serve(handler: Handler): Promise<{ url: string; count: () => number }> {
  let count = 0;
  const port = await listen(
    createServer((request, response) => {
      count += 1;
      handler(request, response, count);
    }),
  );
  return { url: `http://127.0.0.1:${port}`, count: () => count };
}

/** The SourceError that `work` ends with; anything else fails the test. */
export async function faultOf(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SourceError)) throw new Error(`no SourceError: ${String(error)}`);
  return error;
}

/** Always the same answer. */
export const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Handler =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  };
