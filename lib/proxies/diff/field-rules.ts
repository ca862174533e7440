import { snakeCase } from "@/lib/proxies/dump/entry";
import { enumZeros, saidEmpty, saidFalse, saidZero } from "./field-defaults";

/**
 * What the fields of Envoy's messages are, as far as their JSON does not show it. Source: envoy's api/envoy/**.proto.
 */
const mapFields = new Set([
  "policies",
  "typed_per_filter_config",
  "typed_extension_protocol_options",
  "typed_filter_metadata",
  "providers",
  "requirement_map",
  "labels",
  "map",
  "key_values",
  "filter_state_rules",
  "content_type_map",
]);

/** Fields of type Struct: everything below is a person's data. */
const structFields = new Set(["filter_metadata", "json_format", "static_layer", "dynamic_metadata"]);

/** Free text, which is never a number or a duration in disguise. */
const textFields = new Set(
  (
    "name key value exact prefix suffix contains regex path body inline_string string_value raw_value address literal " +
    "cluster cluster_name service_name route_config_name stat_prefix alt_stat_name host_rewrite_literal prefix_rewrite " +
    "substitution subset hostname sni host_redirect path_redirect text_format operation tag description header_name " +
    "default_value_string domains server_names exact_match prefix_match suffix_match contains_match request_headers_to_remove " +
    "response_headers_to_remove region zone sub_zone filename allow_methods allow_headers expose_headers max_age user_agent"
  ).split(" "),
);

export type FieldMode = "proto" | "map" | "data";

/** How the value of `name` is to be read, below a parent that is read as `mode`. */
export function modeOfField(parent: string, name: string): FieldMode {
  if (structFields.has(name) || (parent === "node" && name === "metadata")) return "data";
  return mapFields.has(name) ? "map" : "proto";
}

/** Whether protobuf would print nothing for this value, because it is the field's default. */
export function isDefault(name: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (value === false) return !saidFalse.has(name);
  if (value === 0) return !saidZero.has(name);
  if (value === "") return !saidEmpty.has(name);
  return (
    typeof value === "string" && Object.hasOwn(enumZeros, name) && enumZeros[name]?.includes(value) === true
  );
}

/** camelCase does not tell `_100` from `100`; these are the fields that have such a place. */
const numbered = new Map(
  Object.entries({
    proxy100_continue: "proxy_100_continue",
    consecutive5xx: "consecutive_5xx",
    enforcing_consecutive5xx: "enforcing_consecutive_5xx",
    accept_http10: "accept_http_10",
    default_host_for_http10: "default_host_for_http_10",
  }),
);

const volatileFields = new Set(["version_info", "last_updated", "client_status", "last_update_attempt"]);

/** What a field's name says, in whichever spelling it stands. */
export type FieldInfo = {
  /** In snake_case, and in camelCase. */
  readonly name: string;
  readonly camel: string;
  /** How its value is to be read, but for a node's metadata, which are data. */
  readonly mode: FieldMode;
  readonly isText: boolean;
  readonly isVolatile: boolean;
};

/** Names are few and met millions of times. */
const infos = new Map<string, FieldInfo>();

export function fieldInfo(key: string): FieldInfo {
  const known = infos.get(key);
  if (known !== undefined) return known;
  const plain = snakeCase(key).replaceAll(/_(?=\d)/g, "");
  const name = key.startsWith("@") ? key : (numbered.get(plain) ?? plain);
  const info: FieldInfo = {
    name,
    camel: name.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase()),
    mode: modeOfField("", name),
    isText: textFields.has(name),
    isVolatile: volatileFields.has(name),
  };
  if (infos.size < 5_000) infos.set(key, info);
  return info;
}
