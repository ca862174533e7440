import { IntentError } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import { cookieRegex, cookiesFromRegex } from "@/lib/routing/cookie-match";
import { numberOf, recordOf, recordsOf, textOf, textsOf, type Json } from "@/lib/routing/json-fields";
import { anyRequest, type HeaderMatch, type RequestMatch } from "@/lib/routing/request-match";

type ValueMatch = Pick<HeaderMatch, "kind" | "value">;

/** Matches of a VirtualService's route, and the port that all of them ask for. */
export type RouteMatches = { readonly matches: readonly RequestMatch[]; readonly port?: number };

/** Fields of a match that say which requests it takes and that intents have. */
const understood = new Set([
  "uri",
  "method",
  "headers",
  "withoutHeaders",
  "queryParams",
  "port",
  "sourceLabels",
  "sourceNamespace",
]);
const harmless = new Set(["name", "statPrefix"]);

/**
 * What a route of a VirtualService asks for; no matches when it takes every request (of the port). Throws IntentError
 * (`match_fields`, `match_ports`) when intents have no words for it.
 */
export function readVirtualServiceMatches(rule: Json): RouteMatches {
  const read = recordsOf(rule["match"]).map((raw) => ({
    match: readMatch(raw),
    port: numberOf(raw["port"]),
  }));
  const ports = [...new Set(read.map(({ port }) => port))];
  if (ports.length > 1) {
    throw new IntentError("The conditions are about several ports", { field: "port", reason: "match_ports" });
  }
  const matches = read.map(({ match }) => match);
  return {
    matches: matches.some((match) => isSameJson(match, anyRequest)) ? [] : matches,
    ...(ports[0] === undefined ? {} : { port: ports[0] }),
  };
}

/** The raw matches for `wanted`; entries of `old` that say the same stay as they are, with their names. */
export function writeVirtualServiceMatches(
  wanted: RouteMatches,
  old: readonly Json[],
): readonly Json[] | undefined {
  const { port } = wanted;
  const onPort = port === undefined ? {} : { port };
  if (wanted.matches.length === 0) return port === undefined ? undefined : [onPort];
  const known = old.map((raw) => {
    try {
      return { raw, match: readMatch(raw), port: numberOf(raw["port"]) };
    } catch {
      return { raw, match: undefined, port: undefined };
    }
  });
  return wanted.matches.map((match) => {
    const same = known.find((one) => one.port === port && isSameJson(one.match ?? null, match));
    return same?.raw ?? { ...matchFields(match), ...onPort };
  });
}

function matchFields(match: RequestMatch): Json {
  const { path, methods, sourceNamespace, sourceLabels } = match;
  const cookies: readonly (readonly [string, Json])[] =
    match.cookies.length === 0 ? [] : [["cookie", { regex: cookieRegex(match.cookies) }]];
  const headers = match.headers.filter(({ invert }) => invert !== true).map(entry);
  return {
    ...(path === undefined ? {} : { uri: { [path.kind]: path.value } }),
    ...(methods.length === 0 ? {} : { method: methodMatch(methods) }),
    ...mapField("headers", [...headers, ...cookies]),
    ...mapField("withoutHeaders", match.headers.filter(({ invert }) => invert === true).map(entry)),
    ...mapField("queryParams", match.queryParams.map(entry)),
    ...(sourceLabels === undefined ? {} : { sourceLabels }),
    ...(sourceNamespace === undefined ? {} : { sourceNamespace }),
  };
}

const entry = ({ name, kind, value }: ValueMatch & { readonly name: string }): readonly [string, Json] => [
  name,
  kind === "present" ? {} : { [kind]: value },
];

function mapField(field: string, entries: readonly (readonly [string, Json])[]): Json {
  return entries.length === 0 ? {} : { [field]: Object.fromEntries(entries) };
}

function methodMatch(methods: readonly string[]): Json {
  return methods.length === 1 ? { exact: methods[0] } : { regex: methods.join("|") };
}

function readMatch(raw: Json): RequestMatch {
  for (const [field, value] of Object.entries(raw)) {
    const isPlain =
      understood.has(field) ||
      harmless.has(field) ||
      (field === "ignoreUriCase" && value === false) ||
      (field === "gateways" && isSameJson(value, ["mesh"]));
    if (!isPlain) throw unreadable(field);
  }
  const headers = Object.entries(recordOf(raw["headers"])).map(([name, spec]) => ({
    name,
    ...readValue(spec, `headers.${name}`),
  }));
  const cookie = headers.find(({ name, kind }) => name.toLowerCase() === "cookie" && kind === "regex");
  const cookies = cookie === undefined ? undefined : cookiesFromRegex(cookie.value);
  const inverted = Object.entries(recordOf(raw["withoutHeaders"])).map(([name, spec]) => ({
    name,
    ...readValue(spec, `withoutHeaders.${name}`),
    invert: true,
  }));
  const labels = textsOf(raw["sourceLabels"]);
  const path = readPath(raw["uri"]);
  const sourceNamespace = textOf(raw["sourceNamespace"]);
  return {
    ...(path === undefined ? {} : { path }),
    methods: [...readMethods(raw["method"])],
    headers: [...headers.filter((header) => cookies === undefined || header !== cookie), ...inverted],
    cookies: [...(cookies ?? [])],
    queryParams: Object.entries(recordOf(raw["queryParams"])).map(([name, spec]) => ({
      name,
      ...readValue(spec, `queryParams.${name}`),
    })),
    ...(sourceNamespace === undefined ? {} : { sourceNamespace }),
    ...(Object.keys(labels).length === 0 ? {} : { sourceLabels: labels }),
  };
}

function readPath(uri: unknown): RequestMatch["path"] {
  if (uri === undefined || isSameJson(uri, { prefix: "/" })) return undefined;
  const { kind, value } = readValue(uri, "uri");
  if (kind === "present") return undefined;
  return { kind, value };
}

const methodNames: ReadonlySet<string> = new Set<RequestMatch["methods"][number]>([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "CONNECT",
  "TRACE",
]);

/** Whether `text` is a method that intents have. */
export function isMethod(text: string): text is RequestMatch["methods"][number] {
  return methodNames.has(text);
}

function readMethods(spec: unknown): RequestMatch["methods"] {
  if (spec === undefined) return [];
  const { kind, value } = readValue(spec, "method");
  if (kind === "present") return [];
  const methods = kind === "regex" ? value.replace(/^\^?\(?(.*?)\)?\$?$/, "$1").split("|") : [value];
  const known = methods.filter(isMethod);
  if (kind === "prefix" || known.length !== methods.length) throw unreadable("method");
  return known;
}

/** Istio reads an empty match, and the regex `*`, as "is there". */
function readValue(spec: unknown, field: string): ValueMatch {
  const { exact, prefix, regex, ...rest } = recordOf(spec);
  const given = [exact, prefix, regex].filter((value) => value !== undefined);
  if (Object.keys(rest).length > 0 || given.length > 1) throw unreadable(field);
  const value = given[0] ?? "";
  if (typeof value !== "string") throw unreadable(field);
  if (given.length === 0 || (regex !== undefined && value === "*")) return { kind: "present", value: "" };
  if (value === "") throw unreadable(field);
  return { kind: exact === undefined ? (prefix === undefined ? "regex" : "prefix") : "exact", value };
}

function unreadable(field: string): IntentError {
  return new IntentError(`The form has no words for the condition ${field}`, {
    field: "matches",
    reason: "match_fields",
  });
}
