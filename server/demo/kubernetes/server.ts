import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { demoBindings, type RoleBinding } from "@/server/demo/kubernetes/access";
import { demoTokens, demoUsers, userFromHeaders, type TokenTable } from "@/server/demo/kubernetes/auth";
import { allowedTarget, answer, isWatch, type Api } from "@/server/demo/kubernetes/dispatch";
import { proxyPathFrom, proxyToPod } from "@/server/demo/kubernetes/pod-proxy";
import { forwardPorts, type Dial } from "@/server/demo/kubernetes/port-forward";
import type { ApiRequest, ApiResponse } from "@/server/demo/kubernetes/exchange";
import { startGatewayController } from "@/server/demo/kubernetes/gateway-controller";
import { createFaults, type FaultKnobs, type FaultState } from "@/server/demo/kubernetes/faults";
import { ApiFailure } from "@/server/demo/kubernetes/status";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";
import { openWatch, type OpenWatch } from "@/server/demo/kubernetes/watch";
import type { DemoServer } from "@/server/demo/world/world";

export type KubernetesServerOptions = {
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly tokens?: TokenTable;
  readonly bindings?: readonly RoleBinding[];
  /** Where the ports of pods listen; without it every port-forward finds the port closed. */
  readonly dial?: Dial;
};

export type KubernetesServer = DemoServer & {
  /** Bearer token of the person who may do everything. */
  readonly token: string;
  readonly viewerToken: string;
  /** Known, and allowed nothing. */
  readonly nobodyToken: string;
  readonly faults: FaultKnobs & {
    /** Ends all watches without a word. */
    readonly cutWatches: () => void;
    /** Sends a bookmark on all watches that want them. */
    readonly sendBookmarks: () => void;
  };
};

const bodyLimitBytes = 3 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > bodyLimitBytes) {
      const message = "Request entity too large: limit is 3145728";
      throw new ApiFailure(413, "RequestEntityTooLarge", message, {});
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { code, body, json, warnings }: ApiResponse): void {
  const text = json ?? (typeof body === "string" ? body : JSON.stringify(body));
  const type = typeof body === "string" ? "text/plain; charset=utf-8" : "application/json";
  response.statusCode = code;
  response.setHeader("content-type", type);
  response.setHeader("cache-control", "no-cache, private");
  for (const warning of warnings ?? []) {
    response.appendHeader("warning", `299 - "${warning.replaceAll('"', '\\"')}"`);
  }
  response.end(text);
}

function sendFailure(response: ServerResponse, error: unknown): void {
  const failure =
    error instanceof ApiFailure
      ? error
      : new ApiFailure(500, "InternalError", `Internal error occurred: ${String(error)}`, {});
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const retryAfter = failure.body.details?.retryAfterSeconds;
  if (retryAfter !== undefined) response.setHeader("retry-after", String(retryAfter));
  send(response, { code: failure.code, body: failure.body });
}

type Handling = {
  readonly api: Api;
  readonly dial: Dial;
  readonly faults: FaultState;
  readonly watches: Set<OpenWatch>;
};

async function handle(
  handling: Handling,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { api, faults, watches } = handling;
  const body = await readBody(incoming);
  if (faults.delayMs() > 0) await wait(faults.delayMs());
  const failure = faults.take();
  if (failure !== undefined) throw failure;
  const user = userFromHeaders(incoming.headers, api.tokens, api.bindings);
  const url = new URL(incoming.url ?? "/", "http://demo");
  const request: ApiRequest = {
    method: incoming.method ?? "GET",
    url,
    headers: incoming.headers,
    user,
    body,
  };
  if (proxyPathFrom(url.pathname) !== undefined) {
    await proxyToPod(api, handling.dial, { user, body }, incoming, response);
    return;
  }
  if (!isWatch(request)) {
    send(response, answer(api, request));
    return;
  }
  const watch = openWatch({
    store: api.store,
    target: allowedTarget(api, request),
    query: url.searchParams,
    response,
    onClose: (closed) => watches.delete(closed),
  });
  if (watch !== undefined) watches.add(watch);
}

/** Refuses an upgrade the way a plain request is refused, on the raw connection. */
function refuseUpgrade(stream: Duplex, error: unknown): void {
  const failure =
    error instanceof ApiFailure ? error : new ApiFailure(500, "InternalError", String(error), {});
  const body = JSON.stringify(failure.body);
  const head = [
    `HTTP/1.1 ${failure.code} ${STATUS_CODES[failure.code] ?? "Error"}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  stream.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://${host}:${address.port}`;
}

/** Serves `store` as a Kubernetes API server over plain HTTP. */
export async function startKubernetes(
  world: { readonly store: KubernetesStore },
  options: KubernetesServerOptions = {},
): Promise<KubernetesServer> {
  const {
    host = "127.0.0.1",
    port = 0,
    tokens = demoUsers,
    bindings = demoBindings,
    dial = () => undefined,
  } = options;
  const api: Api = { store: world.store, tokens, bindings };
  const faults = createFaults();
  const watches = new Set<OpenWatch>();
  const server = createServer((request, response) => {
    handle({ api, dial, faults, watches }, request, response).catch((error: unknown) =>
      sendFailure(response, error),
    );
  });
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (request: IncomingMessage, stream: Duplex) => {
    upgraded.add(stream);
    stream.on("close", () => upgraded.delete(stream));
    try {
      const user = userFromHeaders(request.headers, tokens, bindings);
      forwardPorts(api, user, dial, request, stream);
    } catch (error) {
      refuseUpgrade(stream, error);
    }
  });
  const stopController = startGatewayController(world.store);
  const url = await listen(server, host, port);
  return {
    url,
    token: demoTokens.admin,
    viewerToken: demoTokens.viewer,
    nobodyToken: demoTokens.nobody,
    faults: {
      ...faults.knobs,
      cutWatches: () => {
        for (const watch of watches) watch.cut();
      },
      sendBookmarks: () => {
        for (const watch of watches) watch.bookmark();
      },
    },
    close: () =>
      new Promise((resolve) => {
        stopController();
        server.close(() => resolve());
        server.closeAllConnections();
        for (const stream of upgraded) stream.destroy();
      }),
  };
}
