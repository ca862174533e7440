import { isInRange, isLoopback, parseIp, parseRange, type IpAddress } from "@/lib/proxies/explain/ip-range";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import { isReferer } from "@/lib/proxies/explain/referer";
import { headerOf, withHeader, withMade, type ExplainedRequest } from "@/lib/proxies/explain/request";
import {
  booleanField,
  itemsField,
  numberField,
  objectField,
  textField,
  textsField,
} from "@/lib/proxies/proto-json";

/** Headers that only callers inside the mesh's own network may set. Source: Envoy's cleanInternalHeaders. */
const internalHeaders = [
  "x-envoy-retriable-status-codes",
  "x-envoy-retriable-header-names",
  "x-envoy-retry-on",
  "x-envoy-retry-grpc-on",
  "x-envoy-max-retries",
  "x-envoy-upstream-alt-stat-name",
  "x-envoy-upstream-rq-timeout-ms",
  "x-envoy-upstream-rq-per-try-timeout-ms",
  "x-envoy-upstream-rq-timeout-alt-response",
  "x-envoy-expected-rq-timeout-ms",
  "x-envoy-force-trace",
  "x-envoy-ip-tags",
  "x-envoy-original-url",
  "x-envoy-hedge-on-per-try-timeout",
];
const edgeHeaders = [
  "x-envoy-decorator-operation",
  "x-envoy-downstream-service-cluster",
  "x-envoy-downstream-service-node",
  "x-envoy-original-host",
  "x-envoy-original-path",
];

/** The caller's own address; undefined when nobody told, null for a socket without one. */
export type Forwarded = {
  readonly request: ExplainedRequest;
  readonly sourceIp: string | null | undefined;
  /** Whether the caller counts as one of the own network; undefined when nobody told. */
  readonly isInternal: boolean | undefined;
  readonly removed: readonly string[];
};

/** Forwarding headers, the caller's address, and headers that strangers may not set. Source: mutateRequestHeaders. */
export function forwarded(
  hcm: unknown,
  asked: ExplainedRequest,
  peer: PeerFacts,
  internalOnly: readonly string[],
): Forwarded {
  const isTls = peer.isTls ?? asked.scheme === "https";
  const usesRemote = booleanField(hcm, "use_remote_address");
  const hops = numberField(hcm, "xff_num_trusted_hops") ?? 0;
  const own = isTls ? "https" : "http";
  const referer = headerOf(asked, "referer");
  const isBadReferer = typeof referer === "string" && !isReferer(referer);
  let request = isBadReferer ? withHeader(asked, "referer", undefined) : asked;
  const hadForwarded = headerOf(asked, "x-forwarded-for");
  const isForeign = !usesRemote && hasAddressExtension(hcm);
  const source = isForeign ? undefined : sourceOf(asked, peer, usesRemote, hops);
  if (usesRemote) {
    if (!booleanField(hcm, "skip_xff_append") && typeof peer.directSourceIp === "string") {
      const before = hadForwarded ?? "";
      const address = parseIp(peer.directSourceIp);
      // For a caller on the same machine Envoy writes its own address, which is not known here.
      request =
        address !== undefined && isLoopback(address)
          ? withMade(request, ["x-forwarded-for"])
          : withHeader(
              request,
              "x-forwarded-for",
              before === "" ? peer.directSourceIp : `${before},${peer.directSourceIp}`,
            );
    }
    if (hops === 0) request = withHeader(request, "x-forwarded-proto", own);
  }
  request = withPort(hcm, request, peer, !usesRemote || hops > 0);
  if (headerOf(request, "x-forwarded-proto") === null)
    request = withHeader(request, "x-forwarded-proto", own);
  const transformed = overwrittenScheme(hcm);
  if (transformed !== undefined) request = withHeader(request, "x-forwarded-proto", transformed);
  const isInternal = isForeign
    ? undefined
    : internalOf(hcm, hadForwarded, source, isAlone(usesRemote, hops, hadForwarded));
  const sanitized = sanitize(request, isInternal, usesRemote, internalOnly);
  const removed = [...(isBadReferer ? ["referer"] : []), ...sanitized.removed];
  return { ...sanitized, removed, sourceIp: source, isInternal };
}

/** The listener's port, where nobody trusted has told one. */
function withPort(
  hcm: unknown,
  request: ExplainedRequest,
  peer: PeerFacts,
  isTrusted: boolean,
): ExplainedRequest {
  const name = "x-forwarded-port";
  if (!booleanField(hcm, "append_x_forwarded_port")) return request;
  if (isTrusted && headerOf(request, name) !== null) return request;
  const port = peer.destination?.port;
  return port === undefined ? withMade(request, [name]) : withHeader(request, name, `${port}`);
}

/** The scheme that the manager writes over every request's own. */
export function overwrittenScheme(hcm: unknown): "http" | "https" | undefined {
  const scheme = textField(objectField(hcm, "scheme_header_transformation"), "scheme_to_overwrite");
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}

function sourceOf(
  asked: ExplainedRequest,
  peer: PeerFacts,
  usesRemote: boolean,
  hops: number,
): string | null | undefined {
  const direct = peer.directSourceIp;
  if (usesRemote && hops === 0) return direct;
  const header = headerOf(asked, "x-forwarded-for");
  if (header === undefined) return undefined;
  const addresses = header === null ? [] : header.split(",").map((part) => part.trim());
  const found = addresses[addresses.length - 1 - (usesRemote ? hops - 1 : hops)];
  return found === undefined || parseIp(found) === undefined ? direct : found;
}

/** Whether the address is the only one on the way: others may have been written by anybody. */
function isAlone(usesRemote: boolean, hops: number, before: string | null | undefined): boolean {
  if (usesRemote) return before === null;
  return hops === 0 && typeof before === "string" && !before.includes(",") && parseIp(before) !== undefined;
}

/** What counts as internal where a configuration names no range. Source: Envoy's Utility::isInternalAddress. */
const privateRanges = [
  parseRange("10.0.0.0", 8),
  parseRange("172.16.0.0", 12),
  parseRange("192.168.0.0", 16),
  parseRange("127.0.0.1", 32),
  parseRange("fc00::", 7),
  parseRange("::1", 128),
].filter((range) => range !== undefined);

function internalOf(
  hcm: unknown,
  before: string | null | undefined,
  source: string | null | undefined,
  alone: boolean,
): boolean | undefined {
  const config = objectField(hcm, "internal_address_config");
  const ranges = itemsField(config, "cidr_ranges").flatMap(
    (range) =>
      parseRange(textField(range, "address_prefix") ?? "", numberField(range, "prefix_len") ?? 0) ?? [],
  );
  // Without a configuration no address is internal, since Envoy 1.33.
  if (config === undefined) return false;
  if (before === undefined) return undefined;
  if (!alone) return false;
  if (source === undefined) return undefined;
  if (source === null) return booleanField(config, "unix_sockets");
  const address: IpAddress | undefined = parseIp(source);
  const own = ranges.length === 0 ? privateRanges : ranges;
  return address !== undefined && own.some((range) => isInRange(address, range));
}

function sanitize(
  asked: ExplainedRequest,
  isInternal: boolean | undefined,
  isEdge: boolean,
  internalOnly: readonly string[],
): { readonly request: ExplainedRequest; readonly removed: readonly string[] } {
  let request = withHeader(asked, "x-envoy-internal", undefined);
  if (isInternal === true) {
    return { request: withHeader(request, "x-envoy-internal", "true"), removed: [] };
  }
  const forbidden = [
    ...internalHeaders,
    ...(isEdge ? edgeHeaders : []),
    ...internalOnly.map((name) => name.toLowerCase()),
  ];
  const names = new Set(forbidden);
  if (isInternal === undefined) {
    const open = request.headers.map(({ name }) => name.toLowerCase()).filter((name) => names.has(name));
    return { request: withMade(request, ["x-envoy-internal", ...open]), removed: [] };
  }
  const removed = request.headers
    .filter(({ name }) => names.has(name.toLowerCase()))
    .map(({ name }) => name.toLowerCase());
  if (removed.length > 0) {
    request = { ...request, headers: request.headers.filter(({ name }) => !names.has(name.toLowerCase())) };
  }
  return { request, removed: [...new Set(removed)] };
}

/** `internal_only_headers` of a route configuration. */
export function internalOnlyHeaders(routeConfig: unknown): readonly string[] {
  return textsField(routeConfig, "internal_only_headers");
}

/** Whether the caller's address comes from an extension that we can't follow. */
function hasAddressExtension(hcm: unknown): boolean {
  return itemsField(hcm, "original_ip_detection_extensions").length > 0;
}
