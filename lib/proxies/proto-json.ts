/**
 * Reads protobuf JSON as Envoy (snake_case) and istiod (camelCase) print it. Absent fields have their default value by
 * protobuf's rule, so every reader takes unknown input and never throws.
 */
export type ProtoObject = Readonly<Record<string, unknown>>;

export function isProtoObject(value: unknown): value is ProtoObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Field names are few and asked for millions of times. */
const camelNames = new Map<string, string>();

function camelCase(key: string): string {
  let name = camelNames.get(key);
  if (name === undefined) {
    name = key.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
    camelNames.set(key, name);
  }
  return name;
}

/** The field `key` (snake_case) of `value` in either form; undefined when absent. */
export function field(value: unknown, key: string): unknown {
  if (!isProtoObject(value)) return undefined;
  return value[key] ?? value[camelCase(key)];
}

/** The value at a path of fields. */
export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) current = field(current, key);
  return current;
}

export function objectField(value: unknown, key: string): ProtoObject | undefined {
  const found = field(value, key);
  return isProtoObject(found) ? found : undefined;
}

export function itemsField(value: unknown, key: string): readonly unknown[] {
  const found = field(value, key);
  return Array.isArray(found) ? found : [];
}

export function textsField(value: unknown, key: string): readonly string[] {
  return itemsField(value, key).filter((item): item is string => typeof item === "string");
}

export function textField(value: unknown, key: string): string | undefined {
  const found = field(value, key);
  return typeof found === "string" ? found : undefined;
}

/** Any value in one line: texts as they are, "" for what is absent, the JSON of the rest. Unlike `String` it never throws. */
export function lineFromProto(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

/** A number, whether it is printed plain, as a string (64 bit), or in a wrapper `{value}`; undefined otherwise. */
export function numberField(value: unknown, key: string): number | undefined {
  return numberFromProto(field(value, key));
}

export function numberFromProto(found: unknown): number | undefined {
  if (typeof found === "number") return found;
  if (typeof found === "string" && found !== "" && Number.isFinite(Number(found))) return Number(found);
  return isProtoObject(found) && "value" in found ? numberFromProto(found["value"]) : undefined;
}

export function booleanField(value: unknown, key: string): boolean {
  const found = field(value, key);
  return found === true || (isProtoObject(found) && found["value"] === true);
}

/** Milliseconds of a protobuf duration, "1.5s"; undefined when absent or no duration. */
export function durationMsField(value: unknown, key: string): number | undefined {
  const found = textField(value, key);
  const match = found === undefined ? null : /^(-?\d+(?:\.\d+)?)s$/.exec(found);
  return match === null ? undefined : Number(match[1]) * 1000;
}

/** Epoch ms of a timestamp; undefined when absent or no time. */
export function timeMsField(value: unknown, key: string): number | undefined {
  const found = textField(value, key);
  const timeMs = found === undefined ? Number.NaN : Date.parse(found);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/**
 * Type and content of an Any field; a TypedStruct (`type_url`, `value`) is opened, anything unknown comes as it is.
 * Type is the message's full name without the `type.googleapis.com/` prefix; "" when there is none.
 */
export function anyField(
  value: unknown,
  key: string,
): { readonly type: string; readonly content: ProtoObject } {
  return openAny(objectField(value, key));
}

export function openAny(content: ProtoObject | undefined): {
  readonly type: string;
  readonly content: ProtoObject;
} {
  if (content === undefined) return { type: "", content: {} };
  const type = messageName(textField(content, "@type") ?? "");
  if (!type.endsWith("TypedStruct")) return { type, content };
  return {
    type: messageName(textField(content, "type_url") ?? ""),
    content: objectField(content, "value") ?? {},
  };
}

function messageName(typeUrl: string): string {
  return typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
}

/** `10.0.0.1:80`, a pipe's path, or an internal address `envoy://listener/id`; port 0 for the last two. */
export function addressFromProto(address: unknown): {
  readonly text: string;
  readonly host: string;
  readonly port: number;
} {
  const socket = objectField(address, "socket_address");
  if (socket !== undefined) {
    const host = textField(socket, "address") ?? "";
    const port = numberField(socket, "port_value") ?? 0;
    return { text: `${host.includes(":") ? `[${host}]` : host}:${port}`, host, port };
  }
  const pipe = textField(objectField(address, "pipe"), "path");
  if (pipe !== undefined) return { text: pipe, host: pipe, port: 0 };
  const internal = objectField(address, "envoy_internal_address");
  if (internal === undefined) return { text: "", host: "", port: 0 };
  const host = `envoy://${textField(internal, "server_listener_name") ?? ""}/${textField(internal, "endpoint_id") ?? ""}`;
  return { text: host, host, port: 0 };
}
