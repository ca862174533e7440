import {
  fieldAt,
  itemsField,
  objectField,
  textField,
  textsField,
  type ProtoObject,
} from "@/lib/proxies/proto-json";
import { factsFrom, type Fact } from "./fact";

function providerText(name: string, provider: unknown): string {
  const uri = fieldAt(provider, "remote_jwks", "http_uri", "uri");
  const cluster = fieldAt(provider, "remote_jwks", "http_uri", "cluster");
  const headers = itemsField(provider, "from_headers").map((item) => textField(item, "name") ?? "");
  const from = [...headers, ...textsField(provider, "from_params").map((param) => `?${param}`)];
  const audiences = textsField(provider, "audiences");
  return [
    `${name}: ${textField(provider, "issuer") ?? "any issuer"}`,
    ...(audiences.length === 0 ? [] : [`for ${audiences.join(", ")}`]),
    ...(typeof uri === "string"
      ? [`keys from ${uri}${typeof cluster === "string" ? ` (${cluster})` : ""}`]
      : []),
    ...(objectField(provider, "local_jwks") === undefined ? [] : ["keys inline"]),
    ...(from.length === 0 ? [] : [`token in ${from.join(", ")}`]),
    ...(fieldAt(provider, "forward") === true ? ["token goes on"] : []),
  ].join(" · ");
}

function requirementText(requires: unknown): string {
  const name = textField(requires, "provider_name");
  if (name !== undefined) return name;
  for (const [key, glue] of [
    ["requires_any", " or "],
    ["requires_all", " and "],
  ] as const) {
    const items = itemsField(objectField(requires, key), "requirements");
    if (items.length > 0) return items.map(requirementText).join(glue);
  }
  if (fieldAt(requires, "allow_missing") !== undefined) return "or none";
  if (fieldAt(requires, "allow_missing_or_failed") !== undefined) return "or none, or a wrong one";
  const audience = textField(objectField(requires, "provider_and_audiences"), "provider_name");
  return audience ?? "nothing";
}

/** Providers and rules of a JWT filter, a line each. */
export function jwtFacts(content: ProtoObject): readonly Fact[] {
  const providers = Object.entries(objectField(content, "providers") ?? {});
  const rules = itemsField(content, "rules");
  return [
    ...providers.map(([name, provider]): Fact => ({ id: "issuer", text: providerText(name, provider) })),
    ...rules.map((rule): Fact => ({
      id: "enforced",
      text: `${textField(objectField(rule, "match"), "prefix") ?? textField(objectField(rule, "match"), "path") ?? "*"}: ${requirementText(objectField(rule, "requires"))}`,
    })),
    ...factsFrom(content, [["@type"], ["providers"], ["rules"]]),
  ];
}
