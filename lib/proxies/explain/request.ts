/** A request as it reaches the HTTP connection manager. Undefined is "not told", which is neither absent nor empty. */
export type ExplainedRequest = {
  /** `:authority`, with its port if it has one. */
  readonly authority: string;
  /** Path with query, as sent; undefined for a CONNECT without one. */
  readonly path?: string | undefined;
  readonly method: string;
  readonly scheme: "http" | "https";
  /** Of a target that is a whole URL, or that the proxy has written over it: whatever `x-forwarded-proto` says. */
  readonly ownScheme?: "http" | "https";
  /** In the order in which they were sent; names in lower case. Without pseudo headers. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Told only where it is HTTP/1.0, which a proxy refuses unless it is told to accept it. */
  readonly protocol?: "HTTP/1.0" | undefined;
  /** Headers that are not named are not there. Otherwise a condition on one of them is unknown. */
  readonly headersAreComplete: boolean;
  /** Headers that the proxy itself has made before any route is asked; their values can't be told. */
  readonly made?: readonly string[];
  /** Whether the caller came over TLS with a certificate, and whether it was valid. */
  readonly certificate?: { readonly isPresented: boolean; readonly isValidated: boolean };
  /** `namespace` → path of keys → value, as filters before the router left it. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Filter state by key, as text. */
  readonly filterState?: Readonly<Record<string, string>>;
  /** Runtime values by key: a key that is not named has the default that the configuration gives it. */
  readonly runtime?: Readonly<Record<string, number>>;
  /** Claims of the token that came along and is good; null: none came. Undefined: read from the headers, or not told. */
  readonly token?: Readonly<Record<string, unknown>> | null;
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
  "x-forwarded-client-cert",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-request-id",
]);

const indexes = new WeakMap<ExplainedRequest["headers"], ReadonlyMap<string, readonly string[]>>();

/** The values by name in lower case; built once for each list of headers. */
function valuesOf(headers: ExplainedRequest["headers"]): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(headers);
  if (known !== undefined) return known;
  const index = new Map<string, string[]>();
  for (const { name, value } of headers) {
    const values = index.get(name.toLowerCase());
    if (values === undefined) index.set(name.toLowerCase(), [value]);
    else values.push(value);
  }
  indexes.set(headers, index);
  return index;
}

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
      const values = valuesOf(request.headers).get(name);
      if (values !== undefined) return joined(name, values);
      return request.headersAreComplete && request.made?.includes(name) !== true ? null : undefined;
    }
  }
}

function joined(name: string, values: readonly string[]): string {
  if (name === "cookie") return values.filter((value) => value !== "").join("; ");
  return (singular.has(name) ? values.filter((value) => value !== "") : values).join(",");
}

/** The values of a header as separate lines; those that Envoy keeps in one place are one. Empty when it is not there. */
export function linesOf(request: ExplainedRequest, name: string): readonly string[] {
  const values = valuesOf(request.headers).get(name) ?? [];
  return singular.has(name) && values.length > 1 ? [joined(name, values)] : values;
}

/** The first value of a header, for what reads one value only. */
export function firstHeaderOf(request: ExplainedRequest, name: string): string | null | undefined {
  return valuesOf(request.headers).get(name)?.[0] ?? headerOf(request, name);
}

/**
 * Whether the caller speaks gRPC, by its content type; a CONNECT without a path never does: what a proxy answers by itself then comes as HTTP 200 with a
 * grpc-status. Undefined when nobody said.
 */
export function isGrpc(request: ExplainedRequest): boolean | undefined {
  if (request.path === undefined) return false;
  const type = headerOf(request, "content-type");
  if (type === undefined) return undefined;
  return type !== null && (type === "application/grpc" || type.startsWith("application/grpc+"));
}

/** The request with a header set, or taken away where `value` is undefined. */
export function withHeader(
  request: ExplainedRequest,
  name: string,
  value: string | undefined,
): ExplainedRequest {
  const others = request.headers.filter((header) => header.name.toLowerCase() !== name);
  return { ...request, headers: value === undefined ? others : [...others, { name, value }] };
}

/** The request with headers that the proxy has written and whose values can't be told. */
export function withMade(request: ExplainedRequest, names: readonly string[]): ExplainedRequest {
  if (names.length === 0) return request;
  const made = new Set([...(request.made ?? []), ...names]);
  const headers = request.headers.filter(({ name }) => !made.has(name.toLowerCase()));
  return { ...request, headers, made: [...made] };
}

/** `https` or `http` as routes see it: what `x-forwarded-proto` says, if it says one of the two. */
export function forwardedScheme(request: ExplainedRequest): "http" | "https" {
  const said = headerOf(request, "x-forwarded-proto")?.toLowerCase();
  return said === "https" || said === "http" ? said : request.scheme;
}

/** The scheme of addresses that the proxy makes of a request. */
export function schemeOf(request: ExplainedRequest): "http" | "https" {
  return request.ownScheme ?? forwardedScheme(request);
}

/** The path without query and fragment. Source: Envoy's PathUtil::removeQueryAndFragment. */
export function barePath(path: string): string {
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}
