import "@/lib/browser-zod";
import { z } from "zod";
import { refuse } from "@/lib/routing/intent-fields";

const httpToken = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
const headerNameSchema = z
  .string()
  .min(1, "name the header")
  .max(256)
  .regex(httpToken, "a header's name has no spaces, colons or control characters");

const valueKind = z.enum(["exact", "prefix", "regex", "present"]);

export const headerMatchSchema = z.object({
  name: headerNameSchema,
  kind: valueKind,
  /** "" when the header only has to be there. */
  value: z.string().max(4096).default(""),
  /** Requests that do not have it so. */
  invert: z.boolean().optional(),
});

export const requestMatchSchema = z.object({
  path: z
    .object({
      kind: z.enum(["exact", "prefix", "regex"]),
      value: z.string().min(1, "give a path").max(1024, "a path has at most 1024 characters"),
    })
    .optional(),
  /** Any of them; none for every method. */
  methods: z
    .array(z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"]))
    .default([]),
  headers: z.array(headerMatchSchema).max(16, "at most 16 headers").default([]),
  /** Written as one regular expression on the header `cookie`. */
  cookies: z
    .array(
      z.object({
        name: z
          .string()
          .min(1, "name the cookie")
          .max(256)
          .regex(/^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/, "a cookie's name has no spaces, = or ;"),
        value: z
          .string()
          .max(1024)
          .regex(
            /^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]*$/,
            "a cookie's value has no spaces, commas, quotes, ; or \\",
          ),
      }),
    )
    .max(3, "at most 3 cookies: their order is free, and each one more multiplies the expression")
    .default([]),
  queryParams: z
    .array(
      z.object({
        name: z.string().min(1, "name the parameter").max(256),
        kind: valueKind,
        value: z.string().max(1024).default(""),
      }),
    )
    .max(16, "at most 16 query parameters")
    .default([]),
  /** Istio only: callers of this namespace. */
  sourceNamespace: z.string().min(1).max(63).optional(),
  /** Istio only: callers whose pods have these labels. */
  sourceLabels: z.record(z.string(), z.string()).optional(),
});
/** Requests that meet every condition of it. */
export type RequestMatch = z.infer<typeof requestMatchSchema>;
export type HeaderMatch = z.infer<typeof headerMatchSchema>;

/** A match with no condition: every request. */
export const anyRequest: RequestMatch = { methods: [], headers: [], cookies: [], queryParams: [] };

/** Whether the match asks for nothing. */
export function isAnyRequest(match: RequestMatch): boolean {
  return (
    match.path === undefined &&
    match.methods.length + match.headers.length + match.cookies.length + match.queryParams.length === 0 &&
    match.sourceNamespace === undefined &&
    Object.keys(match.sourceLabels ?? {}).length === 0
  );
}

type Issues = Parameters<typeof refuse>[0];

/** What zod's types can't say about a list of alternatives. */
export function refineMatches(
  api: "istio" | "gateway",
  matches: readonly RequestMatch[],
  context: Issues,
  field = "matches",
): void {
  matches.forEach((match, index) => {
    const at = (...path: PropertyKey[]) => [field, index, ...path];
    if (isAnyRequest(match)) refuse(context, at(), "give at least one condition, or take this one away");
    refinePath(api, match, context, at);
    refineHeaders(api, match, context, at);
    refineQuery(api, match, context, at);
    if (new Set(match.methods).size !== match.methods.length) {
      refuse(context, at("methods"), "a method is named twice");
    }
    if (match.sourceLabels !== undefined && Object.keys(match.sourceLabels).length === 0) {
      refuse(context, at("sourceLabels"), "give a label, or leave the labels out");
    }
    if (api === "gateway" && match.sourceNamespace !== undefined) {
      refuse(context, at("sourceNamespace"), "Gateway API has no match on the caller: use Istio's API");
    }
    if (api === "gateway" && match.sourceLabels !== undefined) {
      refuse(context, at("sourceLabels"), "Gateway API has no match on the caller: use Istio's API");
    }
    const twin = matches.findIndex((other) => isSameButMethods(other, match));
    if (twin < index) refuse(context, at(), `asks for the same as condition ${twin + 1}: join their methods`);
  });
}

type At = (...path: PropertyKey[]) => PropertyKey[];

function refinePath(api: string, { path }: RequestMatch, context: Issues, at: At): void {
  if (path === undefined) return;
  if (path.kind === "regex") refineRegex(path.value, context, at("path", "value"));
  else if (!path.value.startsWith("/")) refuse(context, at("path", "value"), "a path begins with /");
  else if (path.kind === "prefix" && path.value === "/") {
    refuse(context, at("path", "value"), "every path begins with /: leave the path out");
  } else if (api === "gateway" && /\/\/|\/\.\.?(\/|$)|#|%2f/i.test(path.value)) {
    refuse(context, at("path", "value"), "an HTTPRoute takes no //, /./, /../, %2f or # in a path");
  }
}

function refineHeaders(api: string, match: RequestMatch, context: Issues, at: At): void {
  const seen = new Set<string>();
  match.headers.forEach(({ name, kind, value, invert }, index) => {
    const key = `${invert === true}/${name.toLowerCase()}`;
    if (seen.has(key))
      refuse(context, at("headers", index, "name"), `${name} is asked for twice: use one regex`);
    seen.add(key);
    if (name.toLowerCase() === "cookie" && invert !== true && match.cookies.length > 0) {
      refuse(context, at("headers", index, "name"), "cookies are asked for already: use one of the two");
    }
    refineValue(kind, value, context, at("headers", index, "value"));
    if (api !== "gateway") return;
    if (invert === true) {
      refuse(
        context,
        at("headers", index, "invert"),
        "an HTTPRoute can't ask for what is missing: use Istio's API",
      );
    }
    refineGatewayKind(kind, context, at("headers", index, "kind"));
  });
  const cookies = match.cookies.map(({ name }) => name);
  cookies.forEach((name, index) => {
    if (cookies.indexOf(name) !== index) {
      refuse(context, at("cookies", index, "name"), `${name} is asked for twice`);
    }
  });
}

function refineQuery(api: string, match: RequestMatch, context: Issues, at: At): void {
  const names = match.queryParams.map(({ name }) => name);
  match.queryParams.forEach(({ name, kind, value }, index) => {
    if (names.indexOf(name) !== index) {
      refuse(context, at("queryParams", index, "name"), `${name} is asked for twice: use one regex`);
    }
    refineValue(kind, value, context, at("queryParams", index, "value"));
    if (api !== "gateway") return;
    refineGatewayKind(kind, context, at("queryParams", index, "kind"));
    if (!httpToken.test(name)) {
      refuse(context, at("queryParams", index, "name"), "an HTTPRoute takes no such character in the name");
    }
  });
}

function refineGatewayKind(kind: HeaderMatch["kind"], context: Issues, path: PropertyKey[]): void {
  if (kind === "exact" || kind === "regex") return;
  const instead = kind === "prefix" ? "the value followed by .*" : ".*";
  refuse(context, path, `an HTTPRoute matches exactly or by regex: use the regex ${instead}`);
}

function refineValue(kind: HeaderMatch["kind"], value: string, context: Issues, path: PropertyKey[]): void {
  if (kind === "present") {
    if (value !== "") refuse(context, path, "a header that only has to be there has no value: empty this");
  } else if (value === "") {
    refuse(context, path, "give a value, or ask only whether it is there");
  } else if (kind === "regex") refineRegex(value, context, path);
}

function refineRegex(value: string, context: Issues, path: PropertyKey[]): void {
  if (/\(\?(?:[=!]|<[=!])|\\[1-9]/.test(value)) {
    refuse(context, path, "Envoy's RE2 has no look-around and no back references");
    return;
  }
  // RE2 takes (?P<name>…) and (?i) in front, which JavaScript does not know.
  const plain = value.replaceAll("(?P<", "(?<").replace(/^\(\?[imsU]+\)/, "");
  try {
    new RegExp(plain, "u");
  } catch {
    try {
      new RegExp(plain);
    } catch {
      refuse(context, path, "this is no regular expression: look for an unclosed ( [ or {");
    }
  }
}

function isSameButMethods(left: RequestMatch, right: RequestMatch): boolean {
  const key = ({ methods: _methods, ...rest }: RequestMatch) => JSON.stringify(rest);
  return key(left) === key(right);
}
