import { isIP } from "node:net";

/** Open to any Host: Kubernetes probes and Prometheus come by the pod's address or a service name. */
const machinePaths = new Set(["/healthz", "/readyz", "/metrics"]);

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

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Why a request is not taken, or undefined. `request` has method, url and headers as Node gives them, `server` is that
 * part of the configuration.
 */
export function refusalOf(request, server) {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (!machinePaths.has(path) && !isAllowedHost(request.headers.host, server)) {
    return `The name "${request.headers.host}" is not allowed. Add it to server.allowedHosts.`;
  }
  if (!safeMethods.has(request.method ?? "GET") && !isSameOrigin(request)) {
    return "Changes are taken from the console's own pages only (Origin does not match Host).";
  }
  return undefined;
}
