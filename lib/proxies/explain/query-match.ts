import { no, unknown, yes, type Answer } from "@/lib/proxies/explain/answer";
import { matchString } from "@/lib/proxies/explain/string-match";
import { strangersIn } from "@/lib/proxies/explain/strangers";
import { field, objectField, textField } from "@/lib/proxies/proto-json";

const known = new Set(["name", "present_match", "string_match"]);

/**
 * The query's parameters as Envoy reads them: not decoded, empty names and all, the first value of a name counts; what
 * stands behind a fragment sign is no query.
 */
export function queryOf(path: string): ReadonlyMap<string, string> {
  const start = path.indexOf("?");
  const parameters = new Map<string, string>();
  if (start < 0) return parameters;
  const fragment = path.indexOf("#", start);
  const query = path.slice(start + 1, fragment < 0 ? undefined : fragment);
  for (const part of query.split("&")) {
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? "" : part.slice(equals + 1));
  }
  return parameters;
}

/** Whether a QueryParameterMatcher takes the query; one without a form asks that the parameter is there. */
export function matchQuery(matcher: unknown, query: ReadonlyMap<string, string>): Answer {
  const name = textField(matcher, "name") ?? "";
  const [stranger] = strangersIn(matcher, known);
  if (stranger !== undefined) return unknown("extension", { what: name });
  const value = query.get(name);
  const wanted = field(matcher, "present_match");
  if (wanted === false) return value === undefined ? yes : no("query_present", { name });
  if (value === undefined) return no("query_absent", { name });
  const strings = objectField(matcher, "string_match");
  if (strings !== undefined) return matchString(strings, value, name);
  return yes;
}
