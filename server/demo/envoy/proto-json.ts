/** A JSON object in the spelling of Envoy's admin page: snake_case fields. */
export type ProtoJson = { readonly [key: string]: unknown };

/** A message with its type, as protobuf prints an Any. */
export function anyOf(type: string, fields: ProtoJson): ProtoJson {
  return { "@type": `type.googleapis.com/${type}`, ...fields };
}

/** Fields without a value are left out, as protobuf's JSON leaves out defaults. */
export function withoutAbsent(fields: ProtoJson): ProtoJson {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export function socketAddress(address: string, port: number): ProtoJson {
  return { socket_address: { address, port_value: port } };
}

export const adsSource: ProtoJson = { ads: {}, initial_fetch_timeout: "0s", resource_api_version: "V3" };

/** Fields of type Struct: all keys below are data. */
const structs = new Set(["filter_metadata", "json_format"]);
const maps = new Set(["filter_metadata", "metadata_match", "typed_extension_protocol_options"]);

/** The same message as istiod prints it: lowerCamelCase fields. Keys of maps are data and stay. */
export function inCamelCase(value: unknown, insideMap = false): unknown {
  if (Array.isArray(value)) return value.map((item) => inCamelCase(item, insideMap));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const keep = insideMap || key.includes(".") || key.startsWith("@");
      const name = keep ? key : key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
      return [name, inCamelCase(child, structs.has(key) || (insideMap && !maps.has(key)))];
    }),
  );
}
