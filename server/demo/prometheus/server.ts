import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { PromqlError } from "@/server/demo/promql/promql-error";
import type { DemoServer, DemoWorld } from "@/server/demo/world/world";
import { answerLabelValues, type Api, endpoints, type Answer } from "./answers";
import { createWorldStorage } from "./world-storage";

export type PrometheusOptions = {
  readonly host: string;
  /** Absent or 0 is any free port. */
  readonly port?: number;
  /** How the scenario prometheus-slow waits; absent is the real clock. Ends early when `left` is aborted. */
  readonly delay?: (ms: number, left: AbortSignal) => Promise<void>;
};

const maxBodyBytes = 1_048_576;
const apiPrefix = "/api/v1/";

async function readForm(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBodyBytes) throw new PromqlError("bad_data", "http: request body too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Parameters of the address and, for a POST, of the form, which come first. */
async function parametersOf(request: IncomingMessage, url: URL): Promise<URLSearchParams> {
  if (request.method !== "POST") return url.searchParams;
  const form = new URLSearchParams(await readForm(request));
  for (const [name, value] of url.searchParams) form.append(name, value);
  return form;
}

function answerFor(api: Api, path: string, params: URLSearchParams): Answer | undefined {
  const endpoint = endpoints.get(path);
  if (endpoint !== undefined) return endpoint(api, params);
  const label = /^label\/([^/]+)\/values$/.exec(path)?.[1];
  return label === undefined ? undefined : answerLabelValues(api, params, decodeURIComponent(label));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof PromqlError) {
    const status = error.errorType === "bad_data" ? 400 : 422;
    sendJson(response, status, { status: "error", errorType: error.errorType, error: error.message });
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  sendJson(response, 500, { status: "error", errorType: "internal", error: message });
}

async function handle(api: Api, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "/", "http://prometheus");
  if (url.pathname === "/-/ready") return sendText(response, 200, "Prometheus Server is Ready.\n");
  if (url.pathname === "/-/healthy") return sendText(response, 200, "Prometheus Server is Healthy.\n");
  if (!url.pathname.startsWith(apiPrefix)) return sendText(response, 404, "404 page not found\n");
  if (request.method !== "GET" && request.method !== "POST")
    return sendText(response, 405, "Method Not Allowed\n");
  try {
    const answer = answerFor(api, url.pathname.slice(apiPrefix.length), await parametersOf(request, url));
    if (answer === undefined) return sendText(response, 404, "404 page not found\n");
    return sendJson(response, 200, { status: "success", ...answer });
  } catch (error) {
    return sendError(response, error);
  }
}

const slowMs = 6000;

function realDelay(ms: number, left: AbortSignal): Promise<void> {
  return wait(ms, undefined, { signal: left }).catch(() => undefined);
}

/** The signal that a client has left before its answer. */
function leftSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => controller.abort());
  return controller.signal;
}

/** Serves the world's metrics by Prometheus's HTTP API. */
export async function startPrometheus(world: DemoWorld, options: PrometheusOptions): Promise<DemoServer> {
  const api: Api = { world, storage: createWorldStorage(world) };
  const server = createServer((request, response) => {
    const delay = options.delay ?? realDelay;
    const slow = world.scenario() === "prometheus-slow";
    const waited = slow ? delay(slowMs, leftSignal(response)) : Promise.resolve();
    void waited.then(() => (response.destroyed ? undefined : handle(api, request, response)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
