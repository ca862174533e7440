import { allOf, anyOf, no, not, unknown, yes, yesIf, type Answer } from "@/lib/proxies/explain/answer";
import { matchHeader } from "@/lib/proxies/explain/header-match";
import { isInRange, parseIp, parseRange } from "@/lib/proxies/explain/ip-range";
import { matchTemplate } from "@/lib/proxies/explain/path-match";
import { socketIpOf, type PeerFacts } from "@/lib/proxies/explain/peer";
import { barePath, linesOf, withHeader, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { matchFilterState, matchMetadata } from "@/lib/proxies/explain/state-match";
import { matchString } from "@/lib/proxies/explain/string-match";
import {
  booleanField,
  field,
  isProtoObject,
  itemsField,
  numberField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";

/** What rules of RBAC look at; without a request for connections. */
export type RbacFacts = {
  readonly request: ExplainedRequest | undefined;
  readonly peer: PeerFacts;
  readonly sourceIp: string | null | undefined;
};

/** Whether a policy holds: one of its permissions and one of its principals. Source: Envoy's RBAC PolicyMatcher. */
export function matchPolicy(policy: unknown, facts: RbacFacts): Answer {
  if (field(policy, "condition") !== undefined || field(policy, "cel_config") !== undefined) {
    return unknown("cel");
  }
  return allOf([
    anyOf(
      itemsField(policy, "permissions").map((one) => permission(one, facts)),
      "permissions",
    ),
    anyOf(
      itemsField(policy, "principals").map((one) => principal(one, facts)),
      "principals",
    ),
  ]);
}

function permission(proto: unknown, facts: RbacFacts): Answer {
  const { destination, serverName } = facts.peer;
  const and = objectField(proto, "and_rules");
  if (and !== undefined) return allOf(itemsField(and, "rules").map((one) => permission(one, facts)));
  const or = objectField(proto, "or_rules");
  if (or !== undefined) {
    return anyOf(
      itemsField(or, "rules").map((one) => permission(one, facts)),
      "or_rules",
    );
  }
  const inner = objectField(proto, "not_rule");
  if (inner !== undefined) return not(permission(inner, facts), "not_rule");
  const ip = objectField(proto, "destination_ip");
  if (ip !== undefined) return inBlock(ip, destination?.ip, "destination_ip");
  const port = numberField(proto, "destination_port");
  if (port !== undefined) return portIs(destination?.port, port, port + 1);
  const ports = objectField(proto, "destination_port_range");
  if (ports !== undefined) {
    return portIs(destination?.port, numberField(ports, "start") ?? 0, numberField(ports, "end") ?? 0);
  }
  const name = objectField(proto, "requested_server_name");
  if (name !== undefined) {
    return serverName === undefined ? unknown("server_name") : matchString(name, serverName, "server_name");
  }
  const template = objectField(proto, "uri_template");
  if (template !== undefined && facts.request?.path !== undefined) {
    return matchTemplate({ path_match_policy: template }, barePath(facts.request.path));
  }
  return shared(proto, facts) ?? unknown("extension", { what: "permission" });
}

function principal(proto: unknown, facts: RbacFacts): Answer {
  const { peer } = facts;
  const and = objectField(proto, "and_ids");
  if (and !== undefined) return allOf(itemsField(and, "ids").map((one) => principal(one, facts)));
  const or = objectField(proto, "or_ids");
  if (or !== undefined) {
    return anyOf(
      itemsField(or, "ids").map((one) => principal(one, facts)),
      "or_ids",
    );
  }
  const inner = objectField(proto, "not_id");
  if (inner !== undefined) return not(principal(inner, facts), "not_id");
  const authenticated = objectField(proto, "authenticated");
  if (authenticated !== undefined) {
    return isAuthenticated(objectField(authenticated, "principal_name"), peer);
  }
  const custom = objectField(proto, "custom");
  if (custom !== undefined) return mtlsAuthenticated(objectField(custom, "typed_config"), peer);
  const source = objectField(proto, "source_ip");
  if (source !== undefined) return inBlock(source, peer.directSourceIp, "source_ip");
  const direct = objectField(proto, "direct_remote_ip");
  if (direct !== undefined) return inBlock(direct, socketIpOf(peer), "direct_remote_ip");
  const remote = objectField(proto, "remote_ip");
  if (remote !== undefined) return inBlock(remote, facts.sourceIp, "remote_ip");
  return shared(proto, facts) ?? unknown("extension", { what: "principal" });
}

/**
 * A header condition, asked of each line by itself: one that holds is enough, and an inverted condition wants that it
 * holds for none. Routes ask it of all lines joined. Source: Envoy's RBAC since the runtime guard
 * rbac_match_headers_individually; older ones join.
 */
function matchLines(matcher: unknown, request: ExplainedRequest): Answer {
  const name = (textField(matcher, "name") ?? "").toLowerCase();
  const lines = linesOf(request, name);
  if (lines.length < 2) return matchHeader(matcher, request);
  const plain = isProtoObject(matcher) ? { ...matcher, invert_match: false, invertMatch: false } : matcher;
  const answers = lines.map((line) => matchHeader(plain, withHeader(request, name, line)));
  const found = answers.find(({ is }) => is === "yes") ?? answers.find(({ is }) => is === "unknown");
  const answer = found ?? answers[0] ?? no("header_absent", { name });
  if (!booleanField(matcher, "invert_match")) return answer;
  return not(answer, "header_inverted", { name, found: lines.join(",") });
}

/** Conditions that permissions and principals have in common. */
function shared(proto: unknown, { request, peer }: RbacFacts): Answer | undefined {
  if (field(proto, "any") === true) return yes;
  const header = objectField(proto, "header");
  if (header !== undefined) return request === undefined ? no("not_http") : matchLines(header, request);
  const path = objectField(proto, "url_path");
  if (path !== undefined) {
    if (request?.path === undefined) return no("no_path");
    return matchString(objectField(path, "path") ?? {}, barePath(request.path), "path");
  }
  const metadata = objectField(proto, "metadata");
  if (metadata !== undefined) return matchMetadata(metadata, request?.metadata);
  const state = objectField(proto, "filter_state");
  return state === undefined ? undefined : matchFilterState(state, request?.filterState ?? peer.filterState);
}

function inBlock(range: unknown, address: string | null | undefined, what: string): Answer {
  if (address === undefined) return unknown(what);
  const block = parseRange(textField(range, "address_prefix") ?? "", numberField(range, "prefix_len") ?? 0);
  const ip = address === null ? undefined : parseIp(address);
  const isIn = ip !== undefined && block !== undefined && isInRange(ip, block);
  return yesIf(isIn, "ip_range", { what, found: address ?? "" });
}

function portIs(port: number | undefined, start: number, end: number): Answer {
  if (port === undefined) return unknown("destination_port");
  return yesIf(port >= start && port < end, "destination_port", { found: `${port}` });
}

/** The URI names, the DNS names, then the subject; any TLS caller where no name is asked for. */
function isAuthenticated(name: unknown, { certificate, isTls }: PeerFacts): Answer {
  if (isTls === false) return no("not_tls");
  if (name === undefined) return isTls === true ? yes : unknown("certificate");
  if (certificate === undefined) return unknown("certificate");
  if (certificate === null) return isTls === true ? matchString(name, "", "principal") : no("not_tls");
  const names = [...certificate.uris, ...certificate.dnsNames, certificate.subject];
  return anyOf(
    names.map((one) => matchString(name, one, "principal")),
    "principal",
    { found: names[0] ?? "" },
  );
}

/** The extension that asks for a checked certificate, and maybe for one of its names. */
function mtlsAuthenticated(config: unknown, { certificate, isTls }: PeerFacts): Answer {
  if (!(textField(config, "@type") ?? "").endsWith("mtls_authenticated.v3.Config")) {
    return unknown("extension", { what: "principal" });
  }
  if (isTls === false || certificate === null) return no("not_tls");
  if (certificate === undefined) return unknown("certificate");
  const san = objectField(config, "san_matcher");
  if (san === undefined) return yes;
  const type = textField(san, "san_type") ?? "";
  const names = type === "URI" ? certificate.uris : type === "DNS" ? certificate.dnsNames : undefined;
  if (names === undefined) return unknown("certificate");
  const matcher = objectField(san, "matcher") ?? {};
  return anyOf(
    names.map((one) => matchString(matcher, one, "principal")),
    "principal",
  );
}
