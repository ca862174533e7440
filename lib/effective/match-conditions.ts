import type { RouteMatch } from "@/lib/xds/model";

/** One condition of a route: `part` is what it looks at, `wanted` what it asks for, as `exact v2` or `present`. */
export type MatchCondition = {
  readonly part: "path" | "method" | "authority" | "scheme" | "header" | "query" | "claim";
  readonly name?: string;
  readonly kind: "exact" | "prefix" | "regex" | "present" | "path_separated_prefix";
  readonly value: string;
  readonly invert: boolean;
  readonly ignoreCase: boolean;
};

const anyMatch: RouteMatch = {
  path: { kind: "prefix", value: "/" },
  ignoreCase: false,
  headers: [],
  queryParams: [],
};

type TextMatch = NonNullable<RouteMatch["method"]>;

function textCondition(
  part: MatchCondition["part"],
  match: TextMatch,
  more: Partial<Pick<MatchCondition, "name" | "invert">> = {},
): MatchCondition {
  const value = match.kind === "present" ? "" : match.value;
  return { part, kind: match.kind, value, invert: false, ignoreCase: false, ...more };
}

/** The conditions of a route; none for one that takes every request. */
export function conditionsOf(match: RouteMatch): readonly MatchCondition[] {
  return splitMatch(match).map(({ condition }) => condition);
}

/** Each condition with a match that has only this one. */
export function splitMatch(
  match: RouteMatch,
): readonly { readonly condition: MatchCondition; readonly alone: RouteMatch }[] {
  const { path, method, authority, scheme, headers, queryParams, ignoreCase } = match;
  const isAnyPath = path.kind === "prefix" && path.value === "/";
  const parts: { condition: MatchCondition; alone: RouteMatch }[] = [];
  if (!isAnyPath)
    parts.push({
      condition: { part: "path", kind: path.kind, value: path.value, invert: false, ignoreCase },
      alone: { ...anyMatch, path, ignoreCase },
    });
  if (method !== undefined)
    parts.push({ condition: textCondition("method", method), alone: { ...anyMatch, method } });
  if (authority !== undefined)
    parts.push({ condition: textCondition("authority", authority), alone: { ...anyMatch, authority } });
  if (scheme !== undefined)
    parts.push({ condition: textCondition("scheme", scheme), alone: { ...anyMatch, scheme } });
  for (const header of headers)
    parts.push({
      condition: textCondition("header", header.match, { name: header.name, invert: header.invert }),
      alone: { ...anyMatch, headers: [header] },
    });
  for (const parameter of queryParams)
    parts.push({
      condition: textCondition("query", parameter.match, { name: parameter.name }),
      alone: { ...anyMatch, queryParams: [parameter] },
    });
  for (const claim of match.claims ?? [])
    parts.push({
      condition: textCondition("claim", claim.match, { name: claim.path.join("."), invert: claim.invert }),
      alone: { ...anyMatch, claims: [claim] },
    });
  return parts;
}
