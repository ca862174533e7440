import { percentOf } from "./facts/texts";
import {
  fieldAt,
  itemsField,
  lineFromProto,
  numberField,
  objectField,
  textField,
  type ProtoObject,
} from "./proto-json";

export type ValueMatch = { readonly name: string; readonly words: string };

/** When a request takes a route. The path is one of prefix, exact path, path-separated prefix, regex, or template. */
export type RouteMatch = {
  readonly path: {
    readonly kind: "prefix" | "path" | "separated_prefix" | "regex" | "template" | "connect" | "any";
    readonly value: string;
  };
  readonly headers: readonly ValueMatch[];
  readonly queryParameters: readonly ValueMatch[];
  /** What else must hold, in words: a letter's case that does not count, gRPC, a client certificate, metadata. */
  readonly others: readonly string[];
  /** Share of requests that take it, when less than all. */
  readonly percent?: number;
};

const pathFields = [
  ["prefix", "prefix"],
  ["path", "path"],
  ["path_separated_prefix", "separated_prefix"],
] as const;

export function matchFromProto(match: unknown): RouteMatch {
  const percent = percentOf(objectField(match, "runtime_fraction"));
  return {
    path: pathFromProto(match),
    headers: itemsField(match, "headers").map(valueMatchFromProto),
    queryParameters: itemsField(match, "query_parameters").map(valueMatchFromProto),
    others: otherConditions(match),
    ...(percent === undefined ? {} : { percent }),
  };
}

function pathFromProto(match: unknown): RouteMatch["path"] {
  for (const [key, kind] of pathFields) {
    const value = textField(match, key);
    if (value !== undefined) return { kind, value };
  }
  const regex = textField(objectField(match, "safe_regex"), "regex");
  if (regex !== undefined) return { kind: "regex", value: regex };
  if (objectField(match, "connect_matcher") !== undefined) return { kind: "connect", value: "" };
  const template = textField(
    objectField(objectField(match, "path_match_policy"), "typed_config"),
    "path_template",
  );
  return template === undefined ? { kind: "any", value: "" } : { kind: "template", value: template };
}

/** A condition on a value by name: a header, a query parameter, an attribute of a call; in words. */
export function valueMatchFromProto(header: unknown): ValueMatch {
  const name = textField(header, "name") ?? "";
  const words = matchWords(header);
  return { name, words: fieldAt(header, "invert_match") === true ? `not (${words})` : words };
}

/** The old form has `exact_match` and its kin on the matcher, the new one a `string_match`. */
function matchWords(matcher: unknown): string {
  const present = fieldAt(matcher, "present_match");
  if (typeof present === "boolean") return present ? "present" : "absent";
  const string = objectField(matcher, "string_match");
  const anyCase = fieldAt(string, "ignore_case") === true ? " (any case)" : "";
  const orMissing = fieldAt(matcher, "treat_missing_header_as_empty") === true ? " (missing is empty)" : "";
  return `${specifierWords(matcher, string)}${anyCase}${orMissing}`;
}

function specifierWords(matcher: unknown, string: ProtoObject | undefined): string {
  for (const key of ["exact", "prefix", "suffix", "contains"]) {
    const value = textField(string, key) ?? textField(matcher, `${key}_match`);
    if (value !== undefined) return key === "exact" ? `= ${value}` : `${key} ${value}`;
  }
  const regex =
    textField(objectField(string, "safe_regex"), "regex") ??
    textField(objectField(matcher, "safe_regex_match"), "regex");
  if (regex !== undefined) return `~ ${regex}`;
  const range = objectField(matcher, "range_match");
  if (range !== undefined)
    return `in [${numberField(range, "start") ?? 0}, ${numberField(range, "end") ?? 0})`;
  // A matcher of a kind that is not known is no condition on presence.
  return string === undefined ? "present" : JSON.stringify(string);
}

/** Conditions that are neither on the path, nor on headers or the query. */
function otherConditions(match: unknown): readonly string[] {
  const tls = objectField(match, "tls_context");
  const tlsWords = (["presented", "validated"] as const).flatMap((key) => {
    const wanted = fieldAt(tls, key);
    return typeof wanted === "boolean" ? [`client certificate ${wanted ? "" : "not "}${key}`] : [];
  });
  return [
    ...(fieldAt(match, "case_sensitive") === false ? ["any case"] : []),
    ...(objectField(match, "grpc") === undefined ? [] : ["gRPC"]),
    ...tlsWords,
    ...itemsField(match, "cookies").map(
      (cookie) => `cookie ${textField(cookie, "name") ?? ""} ${matchWords(cookie)}`,
    ),
    ...itemsField(match, "dynamic_metadata").map((item) => `metadata ${lineFromProto(item)}`),
    ...itemsField(match, "filter_state").map((item) => `filter state ${lineFromProto(item)}`),
  ];
}

/** The path condition as istioctl prints it: `/api*`, `/exact`, `regex …`. */
export function pathWords({ path }: RouteMatch): string {
  switch (path.kind) {
    case "prefix":
      return `${path.value}*`;
    case "path":
      return path.value;
    case "separated_prefix":
      return `PathPrefix:${path.value}`;
    case "regex":
      return `regex ${path.value}`;
    case "template":
      return `template ${path.value}`;
    case "connect":
      return "CONNECT";
    case "any":
      return "";
  }
}

/** The whole condition in words, path first, then headers and query parameters. */
export function conditionWords(match: RouteMatch): string {
  return [
    pathWords(match),
    ...match.headers.map((header) => `${header.name} ${header.words}`),
    ...match.queryParameters.map((parameter) => `?${parameter.name} ${parameter.words}`),
    ...match.others,
    ...(match.percent === undefined ? [] : [`${match.percent}%`]),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
