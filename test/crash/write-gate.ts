import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What happens to a real write: pass it on, or do something else instead; `pass` forwards and gives the answer. */
export type WriteHandler = (
  write: { readonly count: number; readonly method: string; readonly path: string },
  response: ServerResponse,
  pass: () => Promise<Forwarded>,
) => Promise<"pass" | "handled">;

export type Forwarded = { readonly status: number; readonly body: Buffer };

export type WriteGate = {
  readonly url: string;
  /** Set before an apply; absent lets everything through. */
  onWrite: WriteHandler | undefined;
  readonly close: () => Promise<void>;
};

const writes = new Set(["POST", "PUT", "PATCH", "DELETE"]);

const isWrite = ({ method = "", url = "" }: IncomingMessage): boolean =>
  writes.has(method) && !url.includes("dryRun=") && !url.includes("/apis/authorization.k8s.io/");

/** Stands between the console and an API server and holds single writes up. */
export async function openWriteGate(target: string): Promise<WriteGate> {
  let count = 0;
  const gate: { onWrite: WriteHandler | undefined } = { onWrite: undefined };
  const server = createServer((incoming, response) => {
    void handle(incoming, response).catch(() => response.destroy());
  });
  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (gate.onWrite === undefined || !isWrite(incoming)) {
      stream(target, incoming, response);
      return;
    }
    const body = await bodyOf(incoming);
    count += 1;
    const write = { count, method: incoming.method ?? "", path: incoming.url ?? "" };
    const pass = () => forward(target, incoming, body);
    if ((await gate.onWrite(write, response, pass)) === "handled") return;
    const answer = await pass();
    response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get onWrite() {
      return gate.onWrite;
    },
    set onWrite(handler) {
      count = 0;
      gate.onWrite = handler;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function stream(target: string, incoming: IncomingMessage, response: ServerResponse): void {
  const outgoing = httpRequest(
    new URL(incoming.url ?? "/", target),
    { method: incoming.method, headers: incoming.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  outgoing.on("error", () => response.destroy());
  response.on("close", () => outgoing.destroy());
  incoming.pipe(outgoing);
}

function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<Forwarded> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      new URL(incoming.url ?? "/", target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        void bodyOf(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 502, body: bytes }),
          reject,
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
