import { Duplex, PassThrough, Writable } from "node:stream";
import { PortForward, type KubeConfig } from "@kubernetes/client-node";
import { SourceError, type FaultReason } from "@/lib/errors";
import { phrase, type Phrase } from "@/lib/phrase";
import type { Call } from "@/server/ports";

type Socket = Awaited<ReturnType<PortForward["portForward"]>>;
type OpenSocket = Exclude<Socket, () => unknown>;

const defaultTimeoutMs = 10_000;

/** A byte stream to a port inside of a pod, over the API server's port-forward web socket. */
export async function dialPod(
  target: { readonly config: KubeConfig; readonly cluster: string },
  pod: { namespace: string; name: string },
  port: number,
  { signal, timeoutMs = defaultTimeoutMs }: Call,
): Promise<Duplex> {
  const line = `port-forward to ${pod.namespace}/${pod.name}:${port}`;
  const input = new PassThrough();
  let socket: OpenSocket | undefined;
  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => undefined,
    write: (chunk, encoding, done) => void input.write(chunk, encoding, () => done()),
    destroy(error, done) {
      input.destroy();
      socket?.close();
      done(error);
    },
  });
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!stream.destroyed && chunk.length > 0) stream.push(chunk);
      done();
    },
  });
  const refusal = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const text = chunk.toString("utf8").trim();
      if (text !== "") stream.destroy(faultOf(target.cluster, `${line}: ${text}`, "refused"));
      done();
    },
  });
  const opening = new PortForward(target.config).portForward(
    pod.namespace,
    pod.name,
    [port],
    output,
    refusal,
    input,
  );
  try {
    socket = await within(opening, timeoutMs, signal);
  } catch (error) {
    stream.destroy();
    // When the wait was given up and the socket opens later, it must not stay.
    opening.then(closeSocket).catch(() => undefined);
    throw dialError(target.cluster, line, error);
  }
  // The library never ends the output stream: the socket's own close is the only sign of the end.
  socket.onclose = () => stream.push(null);
  return stream;
}

function closeSocket(socket: Socket): void {
  if (typeof socket !== "function") socket.close();
}

async function within(
  opening: Promise<Socket>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<OpenSocket> {
  const limit = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const stopped = new Promise<never>((_resolve, reject) => {
    stop.addEventListener("abort", () => reject(stop.reason), { once: true });
    if (stop.aborted) reject(stop.reason);
  });
  const socket = await Promise.race([opening, stopped]);
  if (typeof socket === "function") throw new Error("a restartable socket was not asked for");
  return socket;
}

const reasonByStatus: Readonly<Record<string, FaultReason>> = {
  "401": "unauthenticated",
  "403": "forbidden",
  "404": "not_found",
  "429": "rate_limited",
};

function dialError(cluster: string, line: string, error: unknown): SourceError {
  const message = messageOf(error);
  const status = /server response: (\d{3})/.exec(message)?.[1];
  if (status !== undefined) {
    const hint = status === "403" ? phrase("port_forward_create_missing") : undefined;
    return faultOf(
      cluster,
      `${line}: HTTP ${status}`,
      reasonByStatus[status] ?? "server_error",
      hint,
      Number(status),
    );
  }
  const name = error instanceof Error ? error.name : "";
  const reason = name === "TimeoutError" ? "timeout" : name === "AbortError" ? "aborted" : "reset";
  return faultOf(cluster, `${line}: ${message}`, reason);
}

/** The web socket library rejects with an event that carries the error's message. */
function messageOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}

function faultOf(
  cluster: string,
  message: string,
  reason: FaultReason,
  hint?: Phrase,
  status?: number,
): SourceError {
  return new SourceError(message, { source: "kubernetes", cluster, reason, hint, status });
}
