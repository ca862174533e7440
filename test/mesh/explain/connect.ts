import { connect } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { generateConnection } from "./generate-chains";

type Told = ReturnType<typeof generateConnection>;

const hellos = new Map<string, Promise<Buffer>>();

/** The first bytes that a TLS client with this server name and these protocols sends. */
function clientHello(serverName: string, applications: readonly string[]): Promise<Buffer> {
  const key = `${serverName} ${applications.join(",")}`;
  let hello = hellos.get(key);
  if (hello === undefined) {
    hello = new Promise((resolve) => {
      const wire = new Duplex({
        read: () => undefined,
        write(chunk: Buffer, _encoding, done) {
          resolve(chunk);
          done();
        },
      });
      const socket = connectTls({
        socket: wire,
        ...(serverName === "" ? {} : { servername: serverName }),
        ...(applications.length === 0 ? {} : { ALPNProtocols: [...applications] }),
        rejectUnauthorized: false,
      });
      socket.on("error", () => undefined);
    });
    hellos.set(key, hello);
  }
  return hello;
}

/** Opens a connection with told addresses and gives the name that the chosen chain answers with, or "closed". */
export async function connectTo(socketPath: string, told: Told): Promise<string> {
  const { destination, source, transport, serverName, applications } = told;
  const family = destination.ip.includes(":") ? "TCP6" : "TCP4";
  const header = `PROXY ${family} ${source.ip} ${destination.ip} ${source.port} ${destination.port}\r\n`;
  const first =
    transport === "tls" ? await clientHello(serverName, applications) : Buffer.from("GET / HTTP/1.1\r\n\r\n");
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text === "" ? "closed" : text));
    socket.write(Buffer.concat([Buffer.from(header), first]));
  });
}
