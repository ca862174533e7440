import { request as askPlain, type IncomingMessage } from "node:http";
import { request as askTls } from "node:https";
import { connect, type Socket } from "node:net";
import { seenOf, type Seen } from "../ask-whole";
import type { Told, WideRequest } from "./kind";
import type { Certificates } from "./certificates";

/** Sends one request on a connection of its own, in the way that it asks for. */
export function askWide(
  socketPath: string,
  wide: WideRequest,
  takesAddresses: boolean,
  certificates: Certificates | undefined,
): Promise<Seen> {
  const { asked, target, way = "plain" } = wide;
  const own = asked.headers.flatMap(({ name, value }) => [name, onWire(value)]);
  const identity = way === "trusted" || way === "stranger" ? certificates?.[way] : undefined;
  const options = {
    method: asked.method,
    path: target ?? (asked.method === "CONNECT" ? asked.authority : asked.path),
    headers: [...own, "host", asked.authority],
    setHost: false,
    ...(takesAddresses
      ? { createConnection: () => withAddresses(socketPath, wide.told) }
      : { socketPath, agent: false as const }),
    ...(way === "plain"
      ? {}
      : {
          rejectUnauthorized: false,
          ...(identity === undefined ? {} : { cert: identity.certificate, key: identity.key }),
        }),
  };
  return new Promise((resolve, reject) => {
    const sent = (way === "plain" ? askPlain : askTls)(options, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        resolve(seenOf(response, text));
        sent.destroy();
      });
    });
    // To a CONNECT every answer comes this way, with its body on the socket.
    const turned = (response: IncomingMessage, socket: Socket, head: Buffer) => {
      const length =
        response.headers["x-echo"] === undefined ? Number(response.headers["content-length"] ?? 0) : 0;
      let body = head;
      const finish = () => {
        if (body.length < length) return;
        socket.destroy();
        resolve(seenOf(response, body.toString()));
      };
      socket.on("data", (chunk: Buffer) => {
        body = Buffer.concat([body, chunk]);
        finish();
      });
      finish();
    };
    sent.on("upgrade", turned);
    sent.on("connect", turned);
    const late = setTimeout(() => {
      sent.destroy();
      reject(new Error("no answer within 3 s"));
    }, 3_000);
    sent.on("close", () => clearTimeout(late));
    sent.on("error", reject);
    sent.end();
  });
}

/** Node writes a header's characters as bytes; others write UTF-8. */
const onWire = (text: string): string => Buffer.from(text).toString("latin1");

function withAddresses(socketPath: string, told: Told | undefined): Socket {
  const socket = connect(socketPath);
  const { source, destination, port } = told ?? { source: "10.0.0.1", destination: "10.0.0.2", port: 80 };
  socket.write(`PROXY TCP4 ${source} ${destination} 1234 ${port}\r\n`);
  return socket;
}
