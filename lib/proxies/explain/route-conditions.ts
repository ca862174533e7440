import { allOf, no, unknown, yes, yesIf, type Answer } from "@/lib/proxies/explain/answer";
import { matchHeader } from "@/lib/proxies/explain/header-match";
import { matchPath, type PathOptions } from "@/lib/proxies/explain/path-match";
import { matchQuery, queryOf } from "@/lib/proxies/explain/query-match";
import { headerOf, isGrpc, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { matchString } from "@/lib/proxies/explain/string-match";
import { field, fieldAt, itemsField, numberField, objectField, textField } from "@/lib/proxies/proto-json";

/** Conditions that this explanation knows; another one in a newer Envoy makes the route's answer unknown. */
const known = new Set([
  "prefix",
  "path",
  "path_separated_prefix",
  "safe_regex",
  "connect_matcher",
  "path_match_policy",
  "case_sensitive",
  "runtime_fraction",
  "headers",
  "query_parameters",
  "grpc",
  "tls_context",
  "dynamic_metadata",
]);

/** Whether a route's `match` takes the request, and if not, which of its conditions does not hold. */
export function matchRoute(match: unknown, request: ExplainedRequest, options: PathOptions): Answer {
  const query = queryOf(request.path ?? "");
  return allOf([
    matchPath(match, request, options),
    matchGrpc(match, request),
    ...itemsField(match, "headers").map((header) => matchHeader(header, request)),
    ...itemsField(match, "query_parameters").map((parameter) => matchQuery(parameter, query)),
    matchCertificate(match, request),
    ...itemsField(match, "dynamic_metadata").map((matcher) => matchMetadata(matcher, request)),
    ...strangers(match),
    matchFraction(match),
  ]);
}

function matchGrpc(match: unknown, request: ExplainedRequest): Answer {
  if (field(match, "grpc") === undefined) return yes;
  const answer = isGrpc(request);
  if (answer === undefined) return unknown("header", { name: "content-type" });
  return yesIf(answer, "not_grpc", { found: headerOf(request, "content-type") ?? "" });
}

/** The share of requests that a route takes: all, none, or it depends on the draw. */
function matchFraction(match: unknown): Answer {
  const fraction = objectField(match, "runtime_fraction");
  if (fraction === undefined) return yes;
  const percent = percentOf(objectField(fraction, "default_value"));
  const key = textField(fraction, "runtime_key") ?? "";
  if (key !== "") return unknown("runtime_key", { key, percent: `${percent}` });
  if (percent >= 100) return yes;
  return percent <= 0 ? no("fraction", { percent: "0" }) : unknown("fraction", { percent: `${percent}` });
}

const denominators: Readonly<Record<string, number>> = {
  HUNDRED: 100,
  TEN_THOUSAND: 10_000,
  MILLION: 1_000_000,
};

function percentOf(fraction: unknown): number {
  const denominator = denominators[textField(fraction, "denominator") ?? "HUNDRED"] ?? 100;
  return ((numberField(fraction, "numerator") ?? 0) / denominator) * 100;
}

function matchCertificate(match: unknown, request: ExplainedRequest): Answer {
  const context = objectField(match, "tls_context");
  if (context === undefined) return yes;
  const wanted = (key: string) => {
    const value = field(context, key);
    return typeof value === "boolean" ? value : undefined;
  };
  const presented = wanted("presented");
  const validated = wanted("validated");
  if (presented === undefined && validated === undefined) return yes;
  const { certificate } = request;
  if (certificate === undefined) return unknown("certificate");
  const isMet =
    (presented === undefined || certificate.isPresented === presented) &&
    (validated === undefined || certificate.isValidated === validated);
  return yesIf(isMet, "certificate");
}

function matchMetadata(matcher: unknown, request: ExplainedRequest): Answer {
  const name = textField(matcher, "filter") ?? "";
  const path = itemsField(matcher, "path").map((segment) => textField(segment, "key") ?? "");
  const where = [name, ...path].join(".");
  if (request.metadata === undefined) return unknown("metadata", { name: where });
  let value: unknown = request.metadata[name];
  for (const key of path) value = fieldAt(value, key);
  const isInverted = field(matcher, "invert") === true;
  const answer = matchMetadataValue(objectField(matcher, "value"), value, where);
  if (!isInverted || answer.is === "unknown") return answer;
  return answer.is === "yes" ? no("metadata", { name: where }) : yes;
}

function matchMetadataValue(matcher: unknown, value: unknown, name: string): Answer {
  const strings = objectField(matcher, "string_match");
  if (strings !== undefined) {
    return typeof value === "string" ? matchString(strings, value, name) : no("metadata", { name });
  }
  const wanted = field(matcher, "bool_match");
  if (typeof wanted === "boolean") return yesIf(value === wanted, "metadata", { name });
  const present = field(matcher, "present_match");
  if (typeof present === "boolean") return yesIf((value !== undefined) === present, "metadata", { name });
  return unknown("metadata", { name });
}

function strangers(match: unknown): readonly Answer[] {
  if (typeof match !== "object" || match === null) return [];
  return Object.keys(match)
    .map((key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    .filter((key) => !known.has(key))
    .map((key) => unknown("condition", { name: key }));
}
