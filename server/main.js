import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import next from "next";
import { letJsonBePacked } from "./packed-answers.js";
import { refusalOf } from "./request-guard.js";
import { setSecurityHeaders } from "./security-headers.js";

const dev = process.argv.includes("--dev");
process.env.NEXT_TELEMETRY_DISABLED = "1";
if (!dev) process.env.NODE_ENV ??= "production";

const bootTimeoutMs = 60_000;

/**
 * instrumentation.ts reads the configuration, starts the sources and then calls this slot, or ends the process. Next
 * does not promise that this is over when the application is prepared.
 */
function bootedServer() {
  globalThis.heddleSlots ??= new Map();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the sources did not start in time")), bootTimeoutMs);
    globalThis.heddleSlots.set("booted", (server) => {
      clearTimeout(timer);
      resolve(server);
    });
  });
}

function refuse(response, status, text) {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

const plainRequestId = /^[\w.-]{1,64}$/;

const wantsAccessLog = ["trace", "debug", "info"].includes(process.env.LOG_LEVEL ?? "info");

/** One JSON line a request, in the form of the server's other logs; files of the build are left out. */
function logWhenDone(request, response, requestId) {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (!wantsAccessLog || path.startsWith("/_next/")) return;
  const startMs = performance.now();
  response.once("close", () => {
    const line = {
      level: response.statusCode >= 500 ? 50 : 30,
      time: new Date().toISOString(),
      requestId,
      method: request.method,
      path,
      status: response.statusCode,
      durationMs: Math.round(performance.now() - startMs),
      ...(response.writableFinished ? {} : { aborted: true }),
      msg: "request",
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  });
}

function handlerFor(handle, server) {
  return (request, response) => {
    letJsonBePacked(response);
    setSecurityHeaders(request, response, dev ? undefined : randomBytes(16).toString("base64"));
    const refusal = refusalOf(request, server);
    if (refusal !== undefined) {
      refuse(response, 403, refusal);
      return;
    }
    const given = request.headers["x-request-id"];
    const requestId = typeof given === "string" && plainRequestId.test(given) ? given : randomUUID();
    request.headers["x-request-id"] = requestId;
    response.setHeader("x-request-id", requestId);
    // Layouts are not told where they are drawn, and signing in has to lead back there.
    request.headers["x-heddle-url"] = request.url ?? "/";
    logWhenDone(request, response, requestId);
    handle(request, response);
  };
}

function printAddress({ host, port, basePath }) {
  const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  console.log(`heddle listens on http://${shown}:${port}${basePath === "/" ? "" : basePath}`);
}

/** Open answers get this long to end after SIGTERM. */
const drainMs = 8000;

function stopOnSignal(http, app) {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    const end = () => app.close().finally(() => process.exit(0));
    http.close(end);
    http.closeIdleConnections();
    setTimeout(() => http.closeAllConnections(), drainMs).unref();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

const app = next({ dev });
const booted = bootedServer();
await app.prepare();
const server = await booted;
const http = createServer(handlerFor(app.getRequestHandler(), server));
http.on("error", (error) => {
  console.error(`heddle cannot listen on ${server.host}:${server.port}: ${error.message}`);
  process.exit(1);
});
if (dev) http.on("upgrade", app.getUpgradeHandler());
stopOnSignal(http, app);
http.listen(server.port, server.host, () => printAddress(server));
