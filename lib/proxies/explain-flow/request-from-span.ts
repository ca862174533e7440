import type { FlowDirection, FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import type { MeshFacts } from "@/lib/traces/mesh-facts";

/** What a span's attributes say of its request, as text. */
export type SpanTexts = {
  readonly url?: string | undefined;
  readonly method?: string | undefined;
  readonly userAgent?: string | undefined;
  /** OTLP's span kind: 2 server, 3 client. */
  readonly kind: number;
};

/**
 * The request that a span of a proxy tells of: direction from the upstream cluster and the proxy's role, host, port and
 * path from its URL. Undefined when it has neither a URL nor an upstream cluster.
 */
export function requestFromSpanFacts(facts: MeshFacts, texts: SpanTexts): FlowRequest | undefined {
  const url = parsedUrl(texts.url);
  const { upstream, proxy } = facts;
  const direction = directionOf(facts, texts.kind);
  const inboundPort = direction === "inbound" ? upstream?.port : undefined;
  const port = inboundPort ?? url?.port ?? upstream?.port;
  if (port === undefined) return undefined;
  const caller = facts.peerAddress === undefined ? undefined : ipOf(facts.peerAddress);
  const headers = [
    ...(texts.userAgent === undefined ? [] : [{ name: "user-agent", value: texts.userAgent }]),
    ...(facts.requestId === undefined ? [] : [{ name: "x-request-id", value: facts.requestId }]),
    ...(facts.isGrpc ? [{ name: "content-type", value: "application/grpc" }] : []),
  ];
  return {
    direction,
    host: url?.host ?? upstream?.host ?? "",
    port,
    ...(direction === "inbound" && proxy !== undefined ? { ip: proxy.ip } : {}),
    ...(url === undefined ? {} : { authority: url.authority }),
    scheme: direction === "gateway" && url?.scheme === "https" ? "https" : "http",
    method: texts.method ?? "GET",
    path: url?.path ?? "/",
    headers,
    headersAreComplete: false,
    caller: direction === "outbound" || caller === undefined ? {} : { ip: caller },
  };
}

function directionOf({ upstream, proxy }: MeshFacts, kind: number): FlowDirection {
  if (proxy?.role === "router") return "gateway";
  if (upstream !== undefined) return upstream.direction === "outbound" ? "outbound" : "inbound";
  return kind === 2 ? "inbound" : "outbound";
}

function parsedUrl(text: string | undefined) {
  const [, scheme, authority = "", path = ""] = /^(https?):\/\/([^/?#]+)([^#]*)/i.exec(text ?? "") ?? [];
  if (scheme === undefined) return undefined;
  const isSecure = scheme.toLowerCase() === "https";
  const [, host = authority, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority) ?? [];
  return {
    scheme: isSecure ? "https" : "http",
    authority,
    host: host.replace(/^\[|\]$/g, ""),
    port: port === undefined ? (isSecure ? 443 : 80) : Number(port),
    path: path.startsWith("/") ? path : `/${path}`,
  };
}

/** A peer may be told with its port. */
function ipOf(text: string): string {
  const v4 = /^(\d+\.\d+\.\d+\.\d+)(:\d+)?$/.exec(text);
  return v4?.[1] ?? text.replace(/^\[|\](:\d+)?$/g, "");
}
