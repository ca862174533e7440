import type { Because } from "@/lib/proxies/explain/answer";
import type { LocalAnswer } from "@/lib/proxies/explain/filter-step";
import { forwarded, internalOnlyHeaders, overwrittenScheme } from "@/lib/proxies/explain/forwarded";
import {
  codecRefusal,
  versionRefusal,
  withoutProtocol,
  withoutUnderscores,
} from "@/lib/proxies/explain/codec";
import { withEarlyChanges, withManagerHeaders, withoutTe } from "@/lib/proxies/explain/manager-headers";
import { normalHost } from "@/lib/proxies/explain/normal-host";
import { normalPath } from "@/lib/proxies/explain/normal-path";
import { originOf } from "@/lib/proxies/explain/request-origin";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import {
  forwardedScheme,
  headerOf,
  isGrpc,
  withMade,
  type ExplainedRequest,
} from "@/lib/proxies/explain/request";
import { booleanField, field, numberField, objectField } from "@/lib/proxies/proto-json";

export type NormalRequest = {
  /** The request as filters and routes see it. */
  readonly request: ExplainedRequest;
  /** What was done to it, in order: `{code: "path_normalized", values: {before, after}}` and the like. */
  readonly steps: readonly Because[];
  /** The caller's address as RBAC's `remote_ip` and the logs have it; null for none, undefined when nobody told. */
  readonly sourceIp: string | null | undefined;
  /** Whether the caller counts as internal; undefined when nobody told. */
  readonly isInternal: boolean | undefined;
  /** The connection manager ends the request by itself before any filter. */
  readonly answer?: LocalAnswer & { readonly location?: string };
};

/**
 * What an HTTP connection manager makes of a request before its filters: path, host, `x-envoy-*` and forwarding headers.
 * `routeConfig` is for its `internal_only_headers`. Source: Envoy's ConnectionManagerImpl::ActiveStream::decodeHeaders.
 */
export function normalRequest(
  hcm: unknown,
  told: ExplainedRequest,
  peer: PeerFacts = {},
  routeConfig?: unknown,
): NormalRequest {
  const sent = withoutProtocol(told);
  const steps: Because[] = [];
  const readsOrigin = field(objectField(hcm, "http_protocol_options"), "allow_absolute_url") !== false;
  const { scheme, ...origin } = readsOrigin ? originOf(sent.path ?? "") : {};
  const asked = withEarlyChanges(hcm, { ...withoutUnderscores(hcm, sent), ...origin });
  const base = {
    request: withoutTe(withoutHopHeaders(asked)),
    steps,
    sourceIp: peer.directSourceIp,
    isInternal: undefined,
  };
  const refused = refusalOf(hcm, {
    sent,
    asked,
    scheme,
    readsOrigin,
    isTls: peer.isTls ?? sent.scheme === "https",
  });
  if (refused !== undefined) return { ...base, answer: refused };
  const { path } = asked;
  const normal = path === undefined ? undefined : normalPath(hcm, path);
  const isRedirect = normal?.is === "redirected";
  if (normal?.is === "rejected" || (isRedirect && isGrpc(asked) === true)) {
    return { ...base, answer: refusal(400, "path_normalization_failed") };
  }
  if (isRedirect) {
    return { ...base, answer: { ...refusal(307, "path_normalization_failed"), location: normal.path } };
  }
  const { request, steps: named } = withNormalNames(hcm, base.request, normal, peer);
  steps.push(...named);
  const {
    request: forwardable,
    removed,
    ...facts
  } = forwarded(hcm, request, peer, internalOnlyHeaders(routeConfig));
  for (const name of removed) steps.push({ code: "header_sanitized", values: { name } });
  return {
    request: withScheme(
      hcm,
      withRequestId(hcm, withManagerHeaders(hcm, forwardable, peer, facts), facts.isInternal),
      scheme,
    ),
    steps,
    ...facts,
  };
}

/** With the path and the host as the manager writes them. */
function withNormalNames(
  hcm: unknown,
  asked: ExplainedRequest,
  normal: ReturnType<typeof normalPath> | undefined,
  peer: PeerFacts,
): { readonly request: ExplainedRequest; readonly steps: readonly Because[] } {
  const steps: Because[] = [];
  let request = asked;
  if (normal?.is === "changed") {
    steps.push({ code: "path_normalized", values: { before: asked.path ?? "", after: normal.path } });
    request = { ...request, path: normal.path };
  }
  const host = normalHost(hcm, request.authority, peer.destination?.port);
  if (host === undefined) steps.push({ code: "host_port_unknown", values: { host: request.authority } });
  else if (host !== request.authority) {
    steps.push({ code: "host_normalized", values: { before: request.authority, after: host } });
    request = { ...request, authority: host };
  }
  return { request, steps };
}

type Asked = {
  readonly sent: ExplainedRequest;
  readonly asked: ExplainedRequest;
  /** Of a target that is a whole URL. */
  readonly scheme: string | undefined;
  readonly readsOrigin: boolean;
  readonly isTls: boolean;
};

/** What is refused as it comes; undefined for what can be read. */
function refusalOf(
  hcm: unknown,
  { sent, asked, scheme, readsOrigin, isTls }: Asked,
): LocalAnswer | undefined {
  const unread = codecRefusal(hcm, sent) ?? schemeRefusal(hcm, scheme, isTls);
  if (unread !== undefined) return unread;
  const target = targetRefusal(sent, asked, !readsOrigin);
  if (target?.status === 400) return target;
  const version = versionRefusal(hcm, sent);
  if (version !== undefined) return version;
  if (!isAuthority(asked.authority)) return refusal(400, "http.invalid_authority");
  const { path, method } = asked;
  if (path === "" || (path === undefined && method !== "CONNECT"))
    return refusal(404, "missing_path_rejected");
  return target;
}

/** With the scheme that the manager writes, or that the target names, or that the way so far tells. */
function withScheme(hcm: unknown, request: ExplainedRequest, named: string | undefined): ExplainedRequest {
  const own = overwrittenScheme(hcm) ?? (named === "http" || named === "https" ? named : undefined);
  return own === undefined
    ? { ...request, scheme: forwardedScheme(request) }
    : { ...request, scheme: own, ownScheme: own };
}

/** At the edge, or where the caller sends none, the proxy makes the id of a request. Source: UUIDRequestIDExtension. */
function withRequestId(
  hcm: unknown,
  request: ExplainedRequest,
  isInternal: boolean | undefined,
): ExplainedRequest {
  if (field(hcm, "generate_request_id") === false) return request;
  const isEdge = booleanField(hcm, "use_remote_address") && isInternal !== true;
  const isKept = !isEdge || booleanField(hcm, "preserve_external_request_id");
  const sent = headerOf(request, "x-request-id");
  // An empty one counts as none.
  if (isKept && sent !== null && sent !== "") return request;
  return withMade(request, ["x-request-id"]);
}

/** At the edge nobody may ask for `https://` in plain text; other schemes than the web's two are never taken. */
function schemeRefusal(hcm: unknown, scheme: string | undefined, isTls: boolean): LocalAnswer | undefined {
  if (scheme === undefined || scheme === "http") return undefined;
  if (scheme !== "https") return refusal(400, "http1.invalid_scheme");
  const isEdge =
    booleanField(hcm, "use_remote_address") && (numberField(hcm, "xff_num_trusted_hops") ?? 0) === 0;
  return isEdge && !isTls ? refusal(403, "http1.https_url_on_plaintext_connection") : undefined;
}

/** What is answered to a target that is no path, and to a tunnel for UDP that names no address. */
function targetRefusal(
  sent: ExplainedRequest,
  asked: ExplainedRequest,
  takesAny: boolean,
): LocalAnswer | undefined {
  const { path, method } = asked;
  if (path !== undefined && path !== "" && !path.startsWith("/")) {
    const isRead = takesAny || sent.path !== path || (path === "*" && method === "OPTIONS");
    return isRead ? refusal(404, "absolute_path_rejected") : refusal(400, "http1.invalid_url");
  }
  const isTunnelled = headerOf(asked, "upgrade")?.toLowerCase() === "connect-udp";
  const isNamed = /^\/\.well-known\/masque\/udp\/[^/]+\/\d+\/$/.test(path ?? "");
  return isTunnelled && !isNamed ? refusal(404, "invalid_path") : undefined;
}

function refusal(status: number, details: string): LocalAnswer {
  return { status, flag: "", details };
}

/** Letters, digits and the marks that an authority may have. Source: Envoy's HeaderUtility::authorityIsValid. */
function isAuthority(authority: string): boolean {
  return /^[A-Za-z0-9\-._~%!$&'()*+,;=:@[\]]*$/.test(authority);
}

/** Without headers that go no further than one hop, and those that `connection` names; an upgrade keeps its own. */
function withoutHopHeaders(asked: ExplainedRequest): ExplainedRequest {
  const named = (headerOf(asked, "connection") ?? "").split(",").map((part) => part.trim().toLowerCase());
  const upgrade = headerOf(asked, "upgrade") ?? "";
  const isUpgrade = named.includes("upgrade") && upgrade !== "" && upgrade.toLowerCase() !== "h2c";
  const dropped = new Set([
    "keep-alive",
    "proxy-connection",
    "transfer-encoding",
    ...(isUpgrade ? [] : ["connection", "upgrade", ...named.filter((name) => !kept.has(name))]),
  ]);
  const headers = asked.headers
    .filter(({ name }) => !dropped.has(name.toLowerCase()))
    .map(({ name, value }) => ({
      name: name.toLowerCase(),
      value: value.replaceAll(/^[ \t]+|[ \t]+$/g, ""),
    }));
  return { ...asked, headers };
}

const kept = new Set(["", "close", "keep-alive", "te", "host"]);
