import { booleanField, field, fieldAt, itemsField, objectField, textField } from "@/lib/proxies/proto-json";
import type { RouteMatch, StringMatch } from "@/lib/xds/model";

/** Envoy's route match in the model's words. */
export function parseMatch(proto: unknown): RouteMatch {
  const headers = itemsField(proto, "headers").map((header) => ({
    name: (textField(header, "name") ?? "").toLowerCase(),
    match: parseText(header),
    invert: booleanField(header, "invert_match"),
  }));
  const pseudo = (name: string) => headers.find((header) => header.name === name && !header.invert)?.match;
  const method = pseudo(":method");
  const authority = pseudo(":authority");
  const scheme = pseudo(":scheme");
  const claims = itemsField(proto, "dynamic_metadata").map(parseClaim);
  return {
    path: parsePath(proto),
    ignoreCase: field(proto, "case_sensitive") === false,
    ...(method === undefined ? {} : { method }),
    ...(authority === undefined ? {} : { authority }),
    ...(scheme === undefined ? {} : { scheme }),
    headers: headers.filter((header) => !header.name.startsWith(":")),
    queryParams: itemsField(proto, "query_parameters").map((parameter) => ({
      name: textField(parameter, "name") ?? "",
      match: parseText(parameter),
    })),
    ...(claims.length === 0 ? {} : { claims }),
  };
}

function parsePath(proto: unknown): RouteMatch["path"] {
  const plain = [
    ["prefix", "prefix"],
    ["path", "exact"],
    ["path_separated_prefix", "path_separated_prefix"],
  ] as const;
  for (const [key, kind] of plain) {
    const value = textField(proto, key);
    if (value !== undefined) return { kind, value };
  }
  return { kind: "regex", value: textField(objectField(proto, "safe_regex"), "regex") ?? "?" };
}

function parseText(matcher: unknown): StringMatch {
  if (field(matcher, "present_match") === true) return { kind: "present" };
  return parseString(objectField(matcher, "string_match"));
}

/** An empty text is left out by protobuf's JSON, but not inside a choice of fields. */
export function parseString(proto: unknown): StringMatch {
  const exact = textField(proto, "exact");
  if (exact !== undefined) return { kind: "exact", value: exact };
  const prefix = textField(proto, "prefix");
  if (prefix !== undefined) return { kind: "prefix", value: prefix };
  return { kind: "regex", value: textField(objectField(proto, "safe_regex"), "regex") ?? "?" };
}

/** A claim that is a text or a list of texts: the same condition is given for both. */
function parseClaim(proto: unknown): NonNullable<RouteMatch["claims"]>[number] {
  const [, ...path] = itemsField(proto, "path").map((step) => textField(step, "key") ?? "");
  const [asList] = itemsField(fieldAt(proto, "value", "or_match"), "value_matchers");
  return {
    path,
    match: parseString(fieldAt(asList, "list_match", "one_of", "string_match")),
    invert: booleanField(proto, "invert"),
  };
}
