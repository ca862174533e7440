import {
  field,
  fieldAt,
  isProtoObject,
  itemsField,
  objectField,
  textField,
  type ProtoObject,
} from "@/lib/proxies/proto-json";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { plainText } from "./fact";
import { rangeText, stringMatchText } from "./texts";

/** One policy of an RBAC filter. */
export type RbacPolicy = {
  readonly name: string;
  /** The AuthorizationPolicy that it was made from, and which of its rules. */
  readonly owner?: ObjectRef;
  readonly rule?: number;
  /** What a request must be for: one of these. */
  readonly permissions: readonly string[];
  /** Who must ask: one of these. */
  readonly principals: readonly string[];
};

export type RbacRules = {
  /** ALLOW, DENY or LOG. */
  readonly action: string;
  readonly policies: readonly RbacPolicy[];
};

/** `ns[shop]-policy[deny-all]-rule[0]`, for CUSTOM `istio-ext-authz-…`. Source: Istio's authz builder. */
const policyName = /^(?:istio-ext-authz-)?ns\[(.+?)\]-policy\[(.+?)\]-rule\[(\d+)\]$/;

/** The object and rule that a policy's name stands for; empty for names that are not Istio's. */
export function ownerOfPolicy(name: string): Pick<RbacPolicy, "owner" | "rule"> {
  const [, namespace, policy, rule] = policyName.exec(name) ?? [];
  if (namespace === undefined || policy === undefined || rule === undefined) return {};
  return {
    owner: { apiVersion: "security.istio.io/v1", kind: "AuthorizationPolicy", namespace, name: policy },
    rule: Number(rule),
  };
}

/** The rules of an RBAC filter, `rules` or `shadow_rules`; undefined when it has none, which lets everything pass. */
export function rbacRules(content: ProtoObject, key: "rules" | "shadow_rules"): RbacRules | undefined {
  const rules = objectField(content, key);
  if (rules === undefined) return undefined;
  return {
    action: textField(rules, "action") ?? "ALLOW",
    policies: Object.entries(objectField(rules, "policies") ?? {}).map(([name, policy]) => ({
      name,
      ...ownerOfPolicy(name),
      permissions: itemsField(policy, "permissions").map((item) => permissionWords(item)),
      principals: itemsField(policy, "principals").map((item) => principalWords(item)),
    })),
  };
}

type Words = (item: unknown) => string;

function grouped(item: unknown, words: Words, keys: readonly [string, string, string]): string | undefined {
  const [and, or, not] = keys;
  for (const [key, list, glue] of [
    [and, "rules", " and "],
    [or, "rules", " or "],
    [and, "ids", " and "],
    [or, "ids", " or "],
  ] as const) {
    const items = itemsField(objectField(item, key), list);
    if (items.length === 0) continue;
    const text = items.map(words).join(glue);
    return items.length > 1 && glue === " or " ? `(${text})` : text;
  }
  const inner = objectField(item, not);
  return inner === undefined ? undefined : `not ${words(inner)}`;
}

function headerWords(header: unknown): string {
  const name = textField(header, "name") ?? "";
  const label = name === ":method" ? "method" : name === ":authority" ? "host" : `header ${name}`;
  const invert = field(header, "invert_match") === true ? "not " : "";
  const string = objectField(header, "string_match");
  if (string !== undefined) return `${invert}${label} ${stringMatchText(string)}`;
  const old = ["exact", "prefix", "suffix", "contains"].flatMap((key) => {
    const value = textField(header, `${key}_match`);
    return value === undefined ? [] : [`${key === "exact" ? "=" : key} ${value}`];
  });
  const regex = textField(objectField(header, "safe_regex_match"), "regex");
  return `${invert}${label} ${old[0] ?? (regex === undefined ? "present" : `~ ${regex}`)}`;
}

function metadataWords(metadata: unknown): string {
  const path = itemsField(metadata, "path").map((item) => textField(item, "key") ?? "");
  const value = objectField(metadata, "value");
  const string = objectField(value, "string_match") ?? fieldAt(value, "list_match", "one_of", "string_match");
  const words = isProtoObject(string) ? stringMatchText(string) : "set";
  const invert = field(metadata, "invert") === true ? "not " : "";
  const filter = textField(metadata, "filter") ?? "";
  const short = filter === "envoy.filters.http.jwt_authn" ? "jwt" : filter;
  return `${invert}${[short, ...path].filter((part) => part !== "payload").join(".")} ${words}`;
}

function permissionWords(item: unknown): string {
  const group = grouped(item, permissionWords, ["and_rules", "or_rules", "not_rule"]);
  if (group !== undefined) return group;
  if (field(item, "any") === true) return "anything";
  const path = objectField(objectField(item, "url_path"), "path");
  if (path !== undefined) return `path ${stringMatchText(path)}`;
  const template = fieldAt(item, "uri_template", "typed_config", "path_template");
  if (typeof template === "string") return `path ${template}`;
  const header = objectField(item, "header");
  if (header !== undefined) return headerWords(header);
  const port = plainText(field(item, "destination_port"));
  if (port !== undefined) return `port = ${port}`;
  const ip = objectField(item, "destination_ip");
  if (ip !== undefined) return `destination ${rangeText(ip)}`;
  const sni = objectField(item, "requested_server_name");
  if (sni !== undefined) return `SNI ${stringMatchText(sni)}`;
  const metadata = objectField(item, "metadata");
  return metadata === undefined ? JSON.stringify(item) : metadataWords(metadata);
}

function principalWords(item: unknown): string {
  const group = grouped(item, principalWords, ["and_ids", "or_ids", "not_id"]);
  if (group !== undefined) return group;
  if (field(item, "any") === true) return "anyone";
  const authenticated = objectField(item, "authenticated");
  if (authenticated !== undefined) {
    const name = objectField(authenticated, "principal_name");
    return name === undefined ? "any mTLS identity" : `identity ${stringMatchText(name)}`;
  }
  const filterState = objectField(item, "filter_state");
  if (filterState !== undefined) {
    const key = textField(filterState, "key") ?? "";
    const words = stringMatchText(objectField(filterState, "string_match"));
    return key === "io.istio.peer_principal" ? `identity ${words}` : `${key} ${words}`;
  }
  for (const [key, label] of [
    ["direct_remote_ip", "direct source"],
    ["remote_ip", "source"],
    ["source_ip", "source"],
  ] as const) {
    const range = objectField(item, key);
    if (range !== undefined) return `${label} ${rangeText(range)}`;
  }
  const path = objectField(objectField(item, "url_path"), "path");
  if (path !== undefined) return `path ${stringMatchText(path)}`;
  const header = objectField(item, "header");
  if (header !== undefined) return headerWords(header);
  const metadata = objectField(item, "metadata");
  return metadata === undefined ? JSON.stringify(item) : metadataWords(metadata);
}
