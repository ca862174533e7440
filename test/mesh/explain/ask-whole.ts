import { Agent, request, type IncomingMessage } from "node:http";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";

/** What became of a request: Envoy's own answer, or what reached the upstream. */
export type Seen = {
  readonly status: number;
  readonly location: string | undefined;
  /** Where the table says so: the name of the route. */
  readonly route?: string;
  readonly attempts?: string;
  /** Of an answer that Envoy gave by itself. */
  readonly local?: { readonly details: string; readonly flags: string };
  readonly upstream?: {
    readonly cluster: string;
    readonly path: string;
    readonly headers: readonly (readonly [string, string])[];
  };
};

/** Sends requests over sockets, each with one connection for plain requests. */
export class Asking {
  readonly #agents = new Map<string, Agent>();

  ask(socketPath: string, asked: ExplainedRequest): Promise<Seen> {
    let agent = this.#agents.get(socketPath);
    if (agent === undefined) {
      this.#agents.set(socketPath, (agent = new Agent({ keepAlive: true, maxSockets: 4 })));
    }
    const own = asked.headers.flatMap(({ name, value }) => [name, value]);
    const headers = [...own, "host", asked.authority];
    const options = { agent, socketPath, method: asked.method, path: asked.path, headers, setHost: false };
    return new Promise((resolve, reject) => {
      const sent = request({ ...options, timeout: 4_000 }, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve(seenOf(response, text)));
      });
      sent.on("upgrade", (response: IncomingMessage, socket) => {
        socket.destroy();
        resolve(seenOf(response, ""));
      });
      sent.on("timeout", () => sent.destroy(new Error(`no answer to ${JSON.stringify(asked)}`)));
      sent.on("error", reject);
      sent.end();
    });
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }
}

/** Reads what an answer of Envoy, or of the upstream, says of the way. */
export function seenOf(response: Pick<IncomingMessage, "statusCode" | "headers">, text: string): Seen {
  const cluster = response.headers["x-echo"];
  const route = response.headers["x-route"];
  const base = {
    status: response.statusCode ?? 0,
    location: response.headers.location,
    ...(typeof route === "string" && route !== "-" ? { route } : {}),
    ...(typeof response.headers["x-envoy-attempt-count"] === "string"
      ? { attempts: response.headers["x-envoy-attempt-count"] }
      : {}),
  };
  const told = response.headers["x-told"];
  const body = parsed(typeof told === "string" ? Buffer.from(told, "base64").toString() : text);
  if (typeof cluster === "string") {
    const raw = Array.isArray(body["headers"]) ? body["headers"].map(String) : [];
    const headers = raw.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), fromWire(raw[index + 1] ?? "")] as const] : [],
    );
    return { ...base, upstream: { cluster, path: String(body["path"] ?? ""), headers } };
  }
  return {
    ...base,
    local: {
      details: String(response.headers["x-details"] ?? body["details"] ?? ""),
      flags: String(response.headers["x-flags"] ?? body["flags"] ?? ""),
    },
  };
}

/** Node reads each byte of a header as a character; callers send UTF-8. */
const fromWire = (text: string): string => Buffer.from(text, "latin1").toString();

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
