import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { requestFromText } from "@/lib/proxies/explain-flow/request-text";

/**
 * The request that a client sends after a redirect: to the address of `location`, with GET where clients change the
 * method. Undefined for a location that is no address. Source: RFC 9110 15.4 and what browsers and curl do.
 */
export function redirectedRequest(
  request: FlowRequest,
  { status, location }: { readonly status: number; readonly location: string },
): FlowRequest | undefined {
  const { authority: _authority, sni: _sni, ...kept } = request;
  const method = methodAfter(request.method, status);
  if (location.startsWith("/") && !location.startsWith("//"))
    return { ...request, method, path: withoutFragment(location) };
  const read = requestFromText(location.startsWith("//") ? `${request.scheme}:${location}` : location);
  if (read === undefined) return undefined;
  const isElsewhere = request.direction === "outbound" && read.host !== request.host;
  return {
    ...kept,
    method,
    host: read.host,
    port: read.port,
    scheme: read.scheme,
    path: read.path,
    ip: isElsewhere ? undefined : request.ip,
    headers: request.headers.filter(({ name }) => name !== "host" && name !== ":authority"),
  };
}

function methodAfter(method: string, status: number): string {
  if (status === 303) return method === "HEAD" ? "HEAD" : "GET";
  return (status === 301 || status === 302) && method === "POST" ? "GET" : method;
}

const withoutFragment = (path: string) => path.replace(/#.*$/, "");
