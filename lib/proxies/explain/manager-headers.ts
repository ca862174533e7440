import { changesIn } from "@/lib/proxies/explain/filters/header-mutation";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import { headerOf, withHeader, withMade, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { withHeaderChanges } from "@/lib/proxies/explain/sent-headers";
import { anyField, booleanField, itemsField, textField } from "@/lib/proxies/proto-json";

type Caller = {
  /** Whether the caller counts as internal; undefined when nobody told. */
  readonly isInternal: boolean | undefined;
  readonly sourceIp: string | null | undefined;
};

/** The request after `early_header_mutation_extensions`, which come before anything else is read of it. */
export function withEarlyChanges(hcm: unknown, request: ExplainedRequest): ExplainedRequest {
  let changed: ExplainedRequest = {
    ...request,
    headers: request.headers.map(({ name, value }) => ({ name: name.toLowerCase(), value })),
  };
  for (const extension of itemsField(hcm, "early_header_mutation_extensions")) {
    const { content } = anyField(extension, "typed_config");
    const found = withHeaderChanges(
      changed,
      changesIn(itemsField(content, "mutations"), "connection_manager"),
    );
    changed = withMade(found.request, [...found.unknown]);
  }
  return changed;
}

/** `te` goes on as `trailers` or not at all, but for an upgrade. Source: Envoy's ConnectionManagerUtility::sanitizeTEHeader. */
export function withoutTe(request: ExplainedRequest): ExplainedRequest {
  const te = headerOf(request, "te");
  if (typeof te !== "string" || te === "" || headerOf(request, "upgrade") !== null) return request;
  const keeps = te.split(",").some((part) => part.trim() === "trailers");
  return withHeader(request, "te", keeps ? "trailers" : undefined);
}

/**
 * With the headers that a connection manager writes of itself and of the caller: `via`, `user-agent`,
 * `x-envoy-external-address`, `x-forwarded-client-cert`. Source: Envoy's mutateRequestHeaders and
 * mutateXfccRequestHeader.
 */
export function withManagerHeaders(
  hcm: unknown,
  request: ExplainedRequest,
  peer: PeerFacts,
  { isInternal, sourceIp }: Caller,
): ExplainedRequest {
  let written = request;
  if (booleanField(hcm, "add_user_agent")) written = withOwnName(written);
  const via = textField(hcm, "via") ?? "";
  if (via !== "") written = withVia(written, via);
  const isEdge = booleanField(hcm, "use_remote_address") && isInternal !== true;
  if (isEdge && sourceIp !== null) {
    written =
      sourceIp === undefined || isInternal === undefined
        ? withMade(written, ["x-envoy-external-address"])
        : withHeader(written, "x-envoy-external-address", sourceIp);
  }
  return withCertificateHeader(hcm, written, peer);
}

/** The proxy's name, which is no part of what is known here, for a caller that names none. */
function withOwnName(request: ExplainedRequest): ExplainedRequest {
  const own = ["x-envoy-downstream-service-cluster", "x-envoy-downstream-service-node"];
  const agent = headerOf(request, "user-agent");
  return withMade(request, agent === null || agent === "" ? [...own, "user-agent"] : own);
}

function withVia(request: ExplainedRequest, via: string): ExplainedRequest {
  const before = headerOf(request, "via");
  if (before === undefined) return withMade(request, ["via"]);
  return withHeader(request, "via", before === null || before === "" ? via : `${before}, ${via}`);
}

const certificateHeader = "x-forwarded-client-cert";

/** What a caller says of certificates goes, unless the manager passes it on; what it writes itself can't be told. */
function withCertificateHeader(hcm: unknown, request: ExplainedRequest, peer: PeerFacts): ExplainedRequest {
  const rule = textField(hcm, "forward_client_cert_details") ?? "SANITIZE";
  if (rule === "ALWAYS_FORWARD_ONLY") return request;
  const isMutual = peer.isTls === false ? false : isPresented(request, peer);
  if (rule === "SANITIZE" || isMutual === false) return withHeader(request, certificateHeader, undefined);
  if (rule === "FORWARD_ONLY" && isMutual === true) return request;
  return withMade(request, [certificateHeader]);
}

function isPresented({ certificate }: ExplainedRequest, peer: PeerFacts): boolean | undefined {
  if (certificate !== undefined) return certificate.isPresented;
  return peer.certificate === undefined ? undefined : peer.certificate !== null;
}
