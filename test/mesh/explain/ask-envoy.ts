import { Agent, request } from "node:http";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";

/** What Envoy did with a request. */
export type Observed = {
  readonly status: number;
  /** Envoy answered a gRPC caller itself: HTTP 200, and the status in a header. */
  readonly isGrpcReply: boolean;
  /** Absent when no route took it. */
  readonly route?: string;
  readonly cluster?: string;
  readonly location?: string;
};

const agents = new Map<string, Agent>();

/** Sends one request over a listener's socket. */
export function askEnvoy(socketPath: string, asked: ExplainedRequest): Promise<Observed> {
  let agent = agents.get(socketPath);
  if (agent === undefined) agents.set(socketPath, (agent = new Agent({ keepAlive: true, maxSockets: 4 })));
  const headers = [...asked.headers.flatMap(({ name, value }) => [name, value]), "host", asked.authority];
  return new Promise((resolve, reject) => {
    const sent = request(
      { agent, socketPath, method: asked.method, path: asked.path, headers, setHost: false, timeout: 20_000 },
      (response) => {
        response.resume();
        response.on("end", () => {
          const text = (name: string) => {
            const value = response.headers[name];
            return typeof value === "string" && value !== "-" ? value : undefined;
          };
          const [route, cluster, location] = [text("x-route"), text("x-cluster"), text("location")];
          resolve({
            // Envoy's own answers to gRPC callers are 200; the code is behind the status.
            status: response.statusCode ?? 0,
            isGrpcReply: response.headers["grpc-status"] !== undefined,
            ...(route === undefined ? {} : { route }),
            ...(cluster === undefined ? {} : { cluster }),
            ...(location === undefined ? {} : { location }),
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}

/** Closes every kept connection. */
export function closeAsking(): void {
  for (const agent of agents.values()) agent.destroy();
  agents.clear();
}
