import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { isIP } from "node:net";
import next from "next";

const dev = process.argv.includes("--dev");
process.env.NEXT_TELEMETRY_DISABLED = "1";
if (!dev) process.env.NODE_ENV ??= "production";

/** Open to any Host: Kubernetes probes and Prometheus come by the pod's address or a service name. */
const machinePaths = new Set(["/healthz", "/readyz", "/metrics"]);

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

function hostnameOf(authority) {
  try {
    return new URL(`http://${authority}`).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return "";
  }
}

/**
 * A page of another site can make a browser send requests here under a name of its own (DNS rebinding). Addresses and
 * loopback names cannot be rebound; other names must be configured.
 */
function isAllowedHost(authority, server) {
  const name = hostnameOf(authority ?? "");
  return (
    name === "localhost" || isIP(name) !== 0 || name === server.host || server.allowedHosts.includes(name)
  );
}

function isSameOrigin(request) {
  const { origin, host } = request.headers;
  if (origin !== undefined) return origin !== "null" && URL.canParse(origin) && new URL(origin).host === host;
  const site = request.headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}

function refuse(response, status, text) {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

// Next's own bootstrap scripts are inline; React's development build also needs eval.
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${dev ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  `connect-src 'self'${dev ? " ws:" : ""}`,
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

function setSecurityHeaders(response) {
  response.setHeader("content-security-policy", contentSecurityPolicy);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("referrer-policy", "same-origin");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=()");
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);
const plainRequestId = /^[\w.-]{1,64}$/;

function handlerFor(handle, server) {
  return (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    setSecurityHeaders(response);
    if (!machinePaths.has(path) && !isAllowedHost(request.headers.host, server)) {
      refuse(
        response,
        403,
        `The name "${request.headers.host}" is not allowed. Add it to server.allowedHosts.`,
      );
      return;
    }
    if (!safeMethods.has(request.method ?? "GET") && !isSameOrigin(request)) {
      refuse(
        response,
        403,
        "Changes are taken from the console's own pages only (Origin does not match Host).",
      );
      return;
    }
    const given = request.headers["x-request-id"];
    const requestId = typeof given === "string" && plainRequestId.test(given) ? given : randomUUID();
    request.headers["x-request-id"] = requestId;
    response.setHeader("x-request-id", requestId);
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
