import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const acceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export type SocketHandlers = {
  readonly onMessage: (data: Buffer) => void;
  readonly onClose: () => void;
};

/** The server's end of a WebSocket, as far as port-forward needs it: binary messages both ways, ping and close. */
export type ServerSocket = {
  /** False when the reader is slower than the writer; `onDrain` tells when to go on. */
  readonly send: (data: Buffer) => boolean;
  readonly onDrain: (listener: () => void) => void;
  readonly close: (code: number) => void;
};

function frame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const extra = size < 126 ? 0 : size < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + extra);
  head[0] = 0x80 | opcode;
  head[1] = extra === 0 ? size : extra === 2 ? 126 : 127;
  if (extra === 2) head.writeUInt16BE(size, 2);
  if (extra === 8) head.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([head, payload]);
}

type Frame = { readonly opcode: number; readonly payload: Buffer; readonly sizeBytes: number };

/** The first whole frame of the bytes, unmasked; undefined while some of it is missing. */
function parseFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const maskSize = (second & 0x80) === 0 ? 0 : 4;
  const start = 2 + extra + maskSize;
  if (bytes.length < start) return undefined;
  const size = extra === 0 ? short : extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + size) return undefined;
  const mask = bytes.subarray(2 + extra, start);
  const payload = Buffer.from(bytes.subarray(start, start + size));
  if (maskSize > 0) payload.forEach((byte, index) => (payload[index] = byte ^ (mask[index % 4] ?? 0)));
  return { opcode: first & 0x0f, payload, sizeBytes: start + size };
}

function handshake(request: IncomingMessage, protocol: string): string {
  const key = request.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1").update(`${key}${acceptSuffix}`).digest("base64");
  return [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
    `Sec-WebSocket-Protocol: ${protocol}`,
    "\r\n",
  ].join("\r\n");
}

/** Answers an upgrade and reads messages from then on. */
export function acceptSocket(
  request: IncomingMessage,
  stream: Duplex,
  protocol: string,
  handlers: SocketHandlers,
): ServerSocket {
  let rest = Buffer.alloc(0);
  let isClosed = false;
  const close = (code: number) => {
    if (isClosed) return;
    isClosed = true;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    stream.end(frame(opcodes.close, payload));
  };
  const take = ({ opcode, payload }: Frame) => {
    if (opcode === opcodes.close) close(1000);
    else if (opcode === opcodes.ping) stream.write(frame(opcodes.pong, payload));
    else if (opcode !== opcodes.pong) handlers.onMessage(payload);
  };
  stream.write(handshake(request, protocol));
  stream.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let next = parseFrame(rest); next !== undefined; next = parseFrame(rest)) {
      rest = rest.subarray(next.sizeBytes);
      take(next);
    }
  });
  stream.on("close", handlers.onClose);
  stream.on("error", () => stream.destroy());
  return {
    send: (data) => isClosed || stream.write(frame(opcodes.binary, data)),
    onDrain: (listener) => stream.on("drain", listener),
    close,
  };
}
