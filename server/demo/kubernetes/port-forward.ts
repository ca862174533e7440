import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { authorize, forbidden, type AccessQuestion, type User } from "@/server/demo/kubernetes/access";
import type { Api } from "@/server/demo/kubernetes/dispatch";
import { ApiFailure, badRequest, notFound, unknownPath } from "@/server/demo/kubernetes/status";
import { targetFromPath, type Target } from "@/server/demo/kubernetes/target";
import { acceptSocket, type ServerSocket } from "@/server/demo/kubernetes/web-socket";

/** Where a port of a pod really listens; undefined for a port that is closed. */
export type Dial = (
  namespace: string,
  pod: string,
  port: number,
) => { readonly host: string; readonly port: number } | undefined;

const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
const closeChannel = 255;

/** Forwarding through a WebSocket is a GET, and needs the verb create all the same. */
function requireAccess(api: Api, user: User, target: Target): void {
  const question = (verb: string): AccessQuestion => ({
    verb,
    group: "",
    resource: "pods",
    subresource: "portforward",
    namespace: target.namespace,
    name: target.name,
  });
  if (!authorize(api.bindings, user, question("get")).allowed) throw forbidden(user, question("get"));
  if (authorize(api.bindings, user, question("create")).allowed) return;
  const details = { name: target.name, kind: "pods" };
  throw new ApiFailure(403, "Forbidden", `pods "${target.name}" is forbidden: `, details);
}

function portsOf(url: URL): readonly number[] {
  const ports = url.searchParams
    .getAll("ports")
    .flatMap((text) => text.split(","))
    .map(Number);
  if (ports.length === 0 || ports.some((port) => !Number.isInteger(port) || port < 1 || port > 65_535)) {
    throw badRequest('query parameter "ports" is required and holds ports from 1 to 65535');
  }
  return ports;
}

const onChannel = (channel: number, data: Buffer) => Buffer.concat([Buffer.from([channel]), data]);

type Stream = { readonly upstream: Socket | undefined };

/** Joins one forwarded port with the socket: data on an even channel, errors on the odd one after it. */
function openPort(
  socket: () => ServerSocket,
  index: number,
  address: ReturnType<Dial>,
  onEnd: () => void,
): Stream {
  const fail = (why: string) => {
    socket().send(onChannel(index * 2 + 1, Buffer.from(why)));
    onEnd();
  };
  if (address === undefined) {
    queueMicrotask(() => fail("error forwarding port: connect: connection refused"));
    return { upstream: undefined };
  }
  const upstream = connect(address.port, address.host);
  upstream.on("data", (chunk: Buffer) => {
    if (!socket().send(onChannel(index * 2, chunk))) upstream.pause();
  });
  upstream.on("error", (error) => fail(`error forwarding port: ${error.message}`));
  upstream.on("close", onEnd);
  return { upstream };
}

function announce(socket: ServerSocket, ports: readonly number[]): void {
  ports.forEach((port, index) => {
    const number = Buffer.alloc(2);
    number.writeUInt16LE(port);
    socket.send(onChannel(index * 2, number));
    socket.send(onChannel(index * 2 + 1, number));
  });
}

/** Serves one upgrade of `pods/<name>/portforward`. Throws the ApiFailure that refuses it. */
export function forwardPorts(
  api: Api,
  user: User,
  dial: Dial,
  request: IncomingMessage,
  stream: Duplex,
): void {
  const url = new URL(request.url ?? "/", "http://demo");
  const target = targetFromPath(url.pathname);
  if (target?.resource.kind !== "Pod" || target.subresource !== "portforward") throw unknownPath();
  requireAccess(api, user, target);
  const { namespace, name } = target;
  if (api.store.get({ group: "", kind: "Pod", namespace, name }) === undefined) {
    throw notFound({ group: "", resource: "pods" }, name);
  }
  const ports = portsOf(url);
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((text) => text.trim());
  const protocol = protocols.find((known) => offered.includes(known));
  if (protocol === undefined)
    throw badRequest(`unable to upgrade: none of ${protocols.join(", ")} was offered`);

  let open = ports.length;
  const onEnd = () => {
    open -= 1;
    if (open <= 0) socket.close(1000);
  };
  const streams: Stream[] = [];
  const socket: ServerSocket = acceptSocket(request, stream, protocol, {
    onMessage(data) {
      const [channel = 0] = data;
      if (channel === closeChannel) streams[Math.floor((data[1] ?? 0) / 2)]?.upstream?.end();
      else if (channel % 2 === 0) streams[channel / 2]?.upstream?.write(data.subarray(1));
    },
    onClose() {
      for (const { upstream } of streams) upstream?.destroy();
    },
  });
  announce(socket, ports);
  streams.push(
    ...ports.map((port, index) => openPort(() => socket, index, dial(namespace, name, port), onEnd)),
  );
  socket.onDrain(() => {
    for (const { upstream } of streams) upstream?.resume();
  });
}
