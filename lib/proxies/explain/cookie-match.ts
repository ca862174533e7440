import { no, not, unknown, type Answer } from "@/lib/proxies/explain/answer";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { matchString } from "@/lib/proxies/explain/string-match";
import { unlessStrange } from "@/lib/proxies/explain/strangers";
import { booleanField, objectField, textField } from "@/lib/proxies/proto-json";

const known = new Set(["name", "string_match", "invert_match"]);

/**
 * Whether a CookieMatcher takes the request. The first cookie of a name counts; one that is missing meets an inverted
 * matcher. Source: Envoy's ConfigUtility::matchCookies.
 */
export function matchCookie(matcher: unknown, request: ExplainedRequest): Answer {
  return unlessStrange(matcher, known, () => matchKnown(matcher, request));
}

function matchKnown(matcher: unknown, request: ExplainedRequest): Answer {
  const name = textField(matcher, "name") ?? "";
  const header = headerOf(request, "cookie");
  if (header === undefined) return unknown("header", { name: "cookie" });
  const value = cookieOf(header ?? "", name);
  const isInverted = booleanField(matcher, "invert_match");
  const answer =
    value === undefined
      ? no("cookie_absent", { name })
      : matchString(objectField(matcher, "string_match") ?? {}, value, name);
  return isInverted ? not(answer, "cookie_inverted", { name, found: value ?? "" }) : answer;
}

/** The value of a cookie, without the quotes around it. */
export function cookieOf(header: string, wanted: string): string | undefined {
  for (const part of header.split(";")) {
    const equals = part.indexOf("=");
    if (equals < 0) continue;
    if (part.slice(0, equals).trimStart() !== wanted) continue;
    const value = part.slice(equals + 1);
    const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
    return isQuoted ? value.slice(1, -1) : value;
  }
  return undefined;
}
