/** A request as it reaches the HTTP connection manager. Undefined is "not told", which is neither absent nor empty. */
export type ExplainedRequest = {
  /** `:authority`, with its port if it has one. */
  readonly authority: string;
  /** Path with query, as sent; undefined for a CONNECT without one. */
  readonly path?: string | undefined;
  readonly method: string;
  readonly scheme: "http" | "https";
  /** In the order in which they were sent; names in lower case. Without pseudo headers. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Headers that are not named are not there. Otherwise a condition on one of them is unknown. */
  readonly headersAreComplete: boolean;
  /** Whether the caller came over TLS with a certificate, and whether it was valid. */
  readonly certificate?: { readonly isPresented: boolean; readonly isValidated: boolean };
  /** `namespace` → path of keys → value, as filters before the router left it. */
  readonly metadata?: Readonly<Record<string, unknown>>;
};

/** Headers that Envoy keeps in one place: of several values, empty ones leave no comma. */
const singular = new Set([
  "accept",
  "accept-encoding",
  "authorization",
  "cache-control",
  "connection",
  "content-length",
  "content-type",
  "cookie",
  "expect",
  "grpc-timeout",
  "origin",
  "referer",
  "te",
  "upgrade",
  "user-agent",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-request-id",
]);

/**
 * The values of a header joined as Envoy joins them; null when it is not there, undefined when nobody said. Pseudo
 * headers are headers too.
 */
export function headerOf(request: ExplainedRequest, name: string): string | null | undefined {
  switch (name) {
    case ":authority":
    case "host":
      return request.authority;
    case ":path":
      return request.path ?? null;
    case ":method":
      return request.method;
    case ":scheme":
      return request.scheme;
    default: {
      const values = request.headers.filter((header) => header.name === name).map(({ value }) => value);
      if (values.length > 0) return joined(name, values);
      return request.headersAreComplete ? null : undefined;
    }
  }
}

function joined(name: string, values: readonly string[]): string {
  if (name === "cookie") return values.filter((value) => value !== "").join("; ");
  return (singular.has(name) ? values.filter((value) => value !== "") : values).join(",");
}

/** The first value of a header, for what reads one value only. */
export function firstHeaderOf(request: ExplainedRequest, name: string): string | null | undefined {
  return request.headers.find((header) => header.name === name)?.value ?? headerOf(request, name);
}

/**
 * Whether the caller speaks gRPC, by its content type: what a proxy answers by itself then comes as HTTP 200 with a
 * grpc-status. Undefined when nobody said.
 */
export function isGrpc(request: ExplainedRequest): boolean | undefined {
  const type = headerOf(request, "content-type");
  if (type === undefined) return undefined;
  return type !== null && (type === "application/grpc" || type.startsWith("application/grpc+"));
}

/** The path without query and fragment. Source: Envoy's PathUtil::removeQueryAndFragment. */
export function barePath(path: string): string {
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}
