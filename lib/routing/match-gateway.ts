import { IntentError } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import { cookieRegex, cookiesFromRegex } from "@/lib/routing/cookie-match";
import { recordOf, recordsOf, textOf, type Json } from "@/lib/routing/json-fields";
import { isMethod } from "@/lib/routing/match-virtual-service";
import { anyRequest, type RequestMatch } from "@/lib/routing/request-match";

export type GatewayRouteKind = "HTTPRoute" | "GRPCRoute";

const anyPath = { type: "PathPrefix", value: "/" };

/**
 * What a rule of an HTTPRoute or GRPCRoute asks for; none when it takes every request. Matches that differ only in
 * their method are one. Throws IntentError (`match_fields`) when intents have no words for it.
 */
export function readGatewayMatches(rule: Json, kind: GatewayRouteKind): readonly RequestMatch[] {
  const joined: RequestMatch[] = [];
  for (const raw of recordsOf(rule["matches"])) {
    const match = kind === "GRPCRoute" ? readGrpc(raw) : readHttp(raw);
    const twin = joined.findIndex((other) => isSameButMethods(other, match));
    const known = joined[twin];
    if (known === undefined) joined.push(match);
    else {
      const methods =
        known.methods.length === 0 || match.methods.length === 0 ? [] : [...known.methods, ...match.methods];
      joined[twin] = { ...known, methods };
    }
  }
  return joined.some((match) => isSameJson(match, anyRequest)) ? [] : joined;
}

/** The raw matches for `wanted`; an empty list asks for nothing. */
export function writeGatewayMatches(
  wanted: readonly RequestMatch[],
  kind: GatewayRouteKind,
): readonly Json[] {
  if (kind === "GRPCRoute") return wanted.map(grpcFields);
  if (wanted.length === 0) return [{ path: anyPath }];
  return wanted.flatMap((match) => {
    const fields = httpFields(match);
    return match.methods.length === 0 ? [fields] : match.methods.map((method) => ({ ...fields, method }));
  });
}

const pathTypes = { exact: "Exact", prefix: "PathPrefix", regex: "RegularExpression" } as const;

function headerFields({ headers, cookies }: RequestMatch): Json {
  const all = [
    ...headers.map(({ name, kind, value }) => ({
      type: kind === "exact" ? "Exact" : "RegularExpression",
      name,
      value,
    })),
    ...(cookies.length === 0
      ? []
      : [{ type: "RegularExpression", name: "cookie", value: cookieRegex(cookies) }]),
  ];
  return all.length === 0 ? {} : { headers: all };
}

function httpFields(match: RequestMatch): Json {
  const { path, queryParams } = match;
  return {
    path: path === undefined ? anyPath : { type: pathTypes[path.kind], value: path.value },
    ...headerFields(match),
    ...(queryParams.length === 0
      ? {}
      : {
          queryParams: queryParams.map(({ name, kind, value }) => ({
            type: kind === "exact" ? "Exact" : "RegularExpression",
            name,
            value,
          })),
        }),
  };
}

function grpcFields(match: RequestMatch): Json {
  const [, service = "", method = ""] = (match.path?.value ?? "").split("/");
  return {
    ...(service === "" ? {} : { method: { type: "Exact", service, ...(method === "" ? {} : { method }) } }),
    ...headerFields(match),
  };
}

function readHttp(raw: Json): RequestMatch {
  onlyFields(raw, ["path", "headers", "queryParams", "method"]);
  const method = textOf(raw["method"]);
  if (method !== undefined && !isMethod(method)) throw unreadable("method");
  const path = readPath(recordOf(raw["path"]));
  return {
    ...(path === undefined ? {} : { path }),
    methods: method === undefined ? [] : [method],
    ...readHeaders(raw["headers"]),
    queryParams: readValues(raw["queryParams"]),
  };
}

function readGrpc(raw: Json): RequestMatch {
  onlyFields(raw, ["method", "headers"]);
  const method = recordOf(raw["method"]);
  const service = textOf(method["service"]);
  const name = textOf(method["method"]);
  if ((method["type"] ?? "Exact") !== "Exact" || (service === undefined && name !== undefined)) {
    throw unreadable("method");
  }
  return {
    ...(service === undefined
      ? {}
      : {
          path: {
            kind: name === undefined ? ("prefix" as const) : ("exact" as const),
            value: `/${service}/${name ?? ""}`,
          },
        }),
    methods: [],
    ...readHeaders(raw["headers"]),
    queryParams: [],
  };
}

function readPath(path: Json): RequestMatch["path"] {
  const value = textOf(path["value"]) ?? "/";
  const type = textOf(path["type"]) ?? "PathPrefix";
  if (type === "PathPrefix") return value === "/" ? undefined : { kind: "prefix", value };
  if (type === "Exact") return { kind: "exact", value };
  if (type === "RegularExpression") return { kind: "regex", value };
  throw unreadable("path");
}

function readHeaders(value: unknown): Pick<RequestMatch, "headers" | "cookies"> {
  const headers = readValues(value);
  const cookie = headers.find(({ name, kind }) => name.toLowerCase() === "cookie" && kind === "regex");
  const cookies = cookie === undefined ? undefined : cookiesFromRegex(cookie.value);
  if (cookies === undefined) return { headers, cookies: [] };
  return { headers: headers.filter((header) => header !== cookie), cookies: [...cookies] };
}

function readValues(value: unknown): { name: string; kind: "exact" | "regex"; value: string }[] {
  return recordsOf(value).map((raw) => {
    const type = textOf(raw["type"]) ?? "Exact";
    if (type !== "Exact" && type !== "RegularExpression") throw unreadable("headers");
    return {
      name: textOf(raw["name"]) ?? "",
      kind: type === "Exact" ? "exact" : "regex",
      value: textOf(raw["value"]) ?? "",
    };
  });
}

function onlyFields(raw: Json, known: readonly string[]): void {
  const other = Object.keys(raw).find((field) => !known.includes(field));
  if (other !== undefined) throw unreadable(other);
}

function unreadable(field: string): IntentError {
  return new IntentError(`The form has no words for the condition ${field}`, {
    field: "matches",
    reason: "match_fields",
  });
}

function isSameButMethods(left: RequestMatch, right: RequestMatch): boolean {
  return isSameJson({ ...left, methods: [] }, { ...right, methods: [] });
}
