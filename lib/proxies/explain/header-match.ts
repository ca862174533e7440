import { no, not, unknown, yes, yesIf, type Answer } from "@/lib/proxies/explain/answer";
import { matchMadeId } from "@/lib/proxies/explain/made-id";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { matchForm, matchRegex, matchString } from "@/lib/proxies/explain/string-match";
import { unlessStrange } from "@/lib/proxies/explain/strangers";
import { booleanField, field, numberField, objectField, textField } from "@/lib/proxies/proto-json";

const oldForms = ["exact", "prefix", "suffix", "contains"] as const;
const known = new Set([
  "name",
  "invert_match",
  "treat_missing_header_as_empty",
  "present_match",
  "string_match",
  "safe_regex_match",
  "range_match",
  ...oldForms.map((form) => `${form}_match`),
]);

/**
 * Whether a HeaderMatcher takes the request. A header that is missing never matches, not even inverted, unless it counts
 * as empty; only a condition on its being there can be met by its absence. Source: Envoy's HeaderUtility.
 */
export function matchHeader(matcher: unknown, request: ExplainedRequest): Answer {
  return unlessStrange(matcher, known, () => matchKnown(matcher, request));
}

function matchKnown(matcher: unknown, request: ExplainedRequest): Answer {
  const name = (textField(matcher, "name") ?? "").toLowerCase();
  const isInverted = booleanField(matcher, "invert_match");
  const value = headerOf(request, name);
  const isMade = request.made?.includes(name) === true;
  const present = presence(matcher);
  if (value === undefined && !isMade) return unknown("header", { name });
  if (present !== undefined) {
    const isThere = isMade || value !== null || booleanField(matcher, "treat_missing_header_as_empty");
    const isMet = (isThere === present) !== isInverted;
    return yesIf(isMet, isThere ? "header_present" : "header_absent", { name });
  }
  if (value === undefined) {
    const answer = name === "x-request-id" ? matchMadeId(matcher) : unknown("header", { name });
    return isInverted ? not(answer, "header_inverted", { name, found: "" }) : answer;
  }
  if (value === null && !booleanField(matcher, "treat_missing_header_as_empty")) {
    return no("header_absent", { name });
  }
  const found = value ?? "";
  const answer = matchValue(matcher, found, name);
  return isInverted ? not(answer, "header_inverted", { name, found }) : answer;
}

/** The wanted presence, for a matcher that asks for nothing else; a matcher without a form asks for presence. */
function presence(matcher: unknown): boolean | undefined {
  const wanted = field(matcher, "present_match");
  if (typeof wanted === "boolean") return wanted;
  const hasForm =
    field(matcher, "string_match") !== undefined ||
    field(matcher, "safe_regex_match") !== undefined ||
    field(matcher, "range_match") !== undefined ||
    oldForms.some((form) => field(matcher, `${form}_match`) !== undefined);
  return hasForm ? undefined : true;
}

function matchValue(matcher: unknown, value: string, name: string): Answer {
  const strings = objectField(matcher, "string_match");
  if (strings !== undefined) return matchString(strings, value, name);
  for (const form of oldForms) {
    const wanted = textField(matcher, `${form}_match`);
    // The older form without a text asks for nothing. Source: Envoy's HeaderDataExactMatch.
    if (wanted === "" && form === "exact") return yes;
    if (wanted !== undefined) return matchForm(form, wanted, value, name);
  }
  const regex = objectField(matcher, "safe_regex_match");
  if (regex !== undefined) return matchRegex(textField(regex, "regex") ?? "", value, name);
  return matchRange(objectField(matcher, "range_match"), value, name);
}

/** A whole number from `start` to before `end`. Spaces around it are allowed, as absl::SimpleAtoi allows them. */
function matchRange(range: unknown, value: string, name: string): Answer {
  const start = numberField(range, "start") ?? 0;
  const end = numberField(range, "end") ?? 0;
  const text = value.trim();
  const isNumber = /^[+-]?\d+$/.test(text);
  const number = Number(text);
  const isInt64 = isNumber && number >= -(2 ** 63) && number < 2 ** 63;
  if (isInt64 && number >= start && number < end) return yes;
  return no("range", { what: name, wanted: `${start}–${end}`, found: value });
}
