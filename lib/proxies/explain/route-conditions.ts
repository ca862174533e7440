import { allOf, no, unknown, yes, yesIf, type Answer, type Because } from "@/lib/proxies/explain/answer";
import { matchCookie } from "@/lib/proxies/explain/cookie-match";
import { matchFilterState, matchMetadata } from "@/lib/proxies/explain/state-match";
import { matchHeader } from "@/lib/proxies/explain/header-match";
import { matchPath, type PathOptions } from "@/lib/proxies/explain/path-match";
import { matchQuery, queryOf } from "@/lib/proxies/explain/query-match";
import { headerOf, isGrpc, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { strangersIn } from "@/lib/proxies/explain/strangers";
import { field, itemsField, numberField, objectField, textField } from "@/lib/proxies/proto-json";

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
  "cookies",
  "filter_state",
]);

/** Whether a route's `match` takes the request, and if not, which of its conditions does not hold. */
export function matchRoute(match: unknown, request: ExplainedRequest, options: PathOptions): Answer {
  const path = matchPath(match, request, options);
  return path.is === "no" ? path : allOf(conditions(path, match, request));
}

/** One after the other, so that the first that fails ends it: tables have thousands of routes. */
function* conditions(path: Answer, match: unknown, request: ExplainedRequest): Generator<Answer> {
  yield path;
  yield matchGrpc(match, request);
  for (const header of itemsField(match, "headers")) yield matchHeader(header, request);
  const parameters = itemsField(match, "query_parameters");
  if (parameters.length > 0) {
    const query = queryOf(request.path ?? "");
    for (const parameter of parameters) yield matchQuery(parameter, query);
  }
  for (const cookie of itemsField(match, "cookies")) yield matchCookie(cookie, request);
  yield matchCertificate(match, request);
  for (const matcher of itemsField(match, "dynamic_metadata")) yield matchMetadata(matcher, request.metadata);
  for (const matcher of itemsField(match, "filter_state"))
    yield matchFilterState(matcher, request.filterState);
  yield* strangers(match);
  yield matchFraction(match, request);
}

function matchGrpc(match: unknown, request: ExplainedRequest): Answer {
  if (field(match, "grpc") === undefined) return yes;
  const answer = isGrpc(request);
  if (answer === undefined) return unknown("header", { name: "content-type" });
  return yesIf(answer, "not_grpc", { found: headerOf(request, "content-type") ?? "" });
}

/** The share of requests that a route takes: all, none, or it depends on the draw. */
function matchFraction(match: unknown, request: ExplainedRequest): Answer {
  const fraction = objectField(match, "runtime_fraction");
  if (fraction === undefined) return yes;
  const [stranger] = strangersIn(fraction, ["default_value", "runtime_key"]);
  if (stranger !== undefined) return unknown("condition", { name: `runtime_fraction.${stranger}` });
  const set = request.runtime?.[textField(fraction, "runtime_key") ?? ""];
  const percent = set ?? percentOf(objectField(fraction, "default_value"));
  if (percent >= 100) return yes;
  return percent <= 0 ? no("fraction", { percent: "0" }) : unknown("fraction", { percent: `${percent}` });
}

/** What the answer for a route takes for granted: that nobody set the runtime key that it names. */
export function assumptionsOf(match: unknown, request: ExplainedRequest): readonly Because[] {
  const fraction = objectField(match, "runtime_fraction");
  const key = textField(fraction, "runtime_key") ?? "";
  if (key === "" || request.runtime?.[key] !== undefined) return [];
  const percent = percentOf(objectField(fraction, "default_value"));
  return [{ code: "runtime_key", values: { key, percent: `${percent}` } }];
}

const denominators: Readonly<Record<string, number>> = {
  HUNDRED: 100,
  TEN_THOUSAND: 10_000,
  MILLION: 1_000_000,
};

/** A FractionalPercent, in percent. */
export function percentOf(fraction: unknown): number {
  const denominator = denominators[textField(fraction, "denominator") ?? "HUNDRED"] ?? 100;
  return ((numberField(fraction, "numerator") ?? 0) / denominator) * 100;
}

function matchCertificate(match: unknown, request: ExplainedRequest): Answer {
  const context = objectField(match, "tls_context");
  if (context === undefined) return yes;
  const [stranger] = strangersIn(context, ["presented", "validated"]);
  if (stranger !== undefined) return unknown("condition", { name: `tls_context.${stranger}` });
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

function* strangers(match: unknown): Generator<Answer> {
  for (const name of strangersIn(match, known)) yield unknown("condition", { name });
}
