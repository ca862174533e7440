import type { DumpEntry, DumpSection } from "@/lib/proxies/dump/entry";
import type { DumpReader } from "@/lib/proxies/dump/reader";
import type { ResourceLink } from "@/lib/proxies/explain-flow/explanation";
import {
  addressFromProto,
  booleanField,
  field,
  itemsField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";

/** A resource in force: its protobuf JSON without the dump's wrapping. */
export type FlowResource = {
  readonly link: ResourceLink;
  readonly proto: unknown;
  readonly entry: DumpEntry;
};

export type FlowListener = FlowResource & {
  readonly name: string;
  /** `10.0.0.1:80`, `[::]:80`; none for an internal listener. */
  readonly addresses: readonly string[];
  readonly isInternal: boolean;
  readonly isBound: boolean;
  readonly usesOriginalDestination: boolean;
  readonly direction: "INBOUND" | "OUTBOUND" | "UNSPECIFIED";
};

/** A dump as a request's way is walked in it. Everything is parsed when it is wanted, once. */
export type FlowDump = {
  readonly reader: DumpReader;
  readonly listeners: () => readonly FlowListener[];
  /** By address text, active ones before others. */
  readonly listenerAt: (address: string) => FlowListener | undefined;
  readonly listenerNamed: (name: string) => FlowListener | undefined;
  readonly routeTable: (name: string) => FlowResource | undefined;
  /** The scopes of a scoped route configuration; undefined when the dump has none of that name. */
  readonly scopes: (name: string) => readonly unknown[] | undefined;
  readonly cluster: (name: string) => FlowResource | undefined;
  readonly assignment: (name: string) => FlowResource | undefined;
};

const linkOf = ({ id, section, name }: DumpEntry): ResourceLink => ({ id, section, name });

/** A dump ready for walks. */
export function createFlowDump(reader: DumpReader): FlowDump {
  const listeners = once(() => reader.ofSection("listeners").flatMap((entry) => listenerOf(reader, entry)));
  const byAddress = once(() => indexed(listeners(), ({ addresses }) => addresses));
  const byName = once(() => indexed(listeners(), ({ name }) => [name]));
  return {
    reader,
    listeners,
    listenerAt: (address) => byAddress().get(address),
    listenerNamed: (name) => byName().get(name),
    routeTable: (name) => resourceOf(reader, "routes", name, "route_config"),
    scopes: (name) => scopesNamed(reader, name),
    cluster: (name) => resourceOf(reader, "clusters", name, "cluster"),
    assignment: (name) => resourceOf(reader, "endpoints", name, "endpoint_config"),
  };
}

function scopesNamed(reader: DumpReader, name: string): readonly unknown[] | undefined {
  const own = reader
    .ofSection("scoped_routes")
    .map((entry) => ({ name: entry.name, value: reader.value(entry) }))
    .filter((entry) => (textField(entry.value, "name") ?? entry.name) === name);
  return own.length === 0 ? undefined : own.flatMap(({ value }) => itemsField(value, "scoped_route_configs"));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function indexed(
  listeners: readonly FlowListener[],
  keysOf: (listener: FlowListener) => readonly string[],
): ReadonlyMap<string, FlowListener> {
  const found = new Map<string, FlowListener>();
  for (const listener of listeners)
    for (const key of keysOf(listener)) if (!found.has(key)) found.set(key, listener);
  return found;
}

/** The listener that takes connections now: the active or the static one. A warming or refused one takes none. */
function listenerOf(reader: DumpReader, entry: DumpEntry): readonly FlowListener[] {
  const value = reader.value(entry);
  const holder = entry.group.startsWith("static_") ? value : objectField(value, "active_state");
  const proto = objectField(holder, "listener");
  if (proto === undefined) return [];
  const direction = textField(proto, "traffic_direction");
  const own = addressFromProto(objectField(proto, "address"));
  const more = itemsField(proto, "additional_addresses").map(
    (item) => addressFromProto(objectField(item, "address")).text,
  );
  const bind = field(proto, "bind_to_port");
  return [
    {
      entry,
      link: linkOf(entry),
      proto,
      name: textField(proto, "name") ?? entry.name,
      addresses: own.port === 0 ? [] : [own.text, ...more],
      isInternal: field(proto, "internal_listener") !== undefined,
      isBound: bind !== false && (bind === undefined || bind === true || booleanField(proto, "bind_to_port")),
      usesOriginalDestination: booleanField(proto, "use_original_dst"),
      direction: direction === "INBOUND" || direction === "OUTBOUND" ? direction : "UNSPECIFIED",
    },
  ];
}

/** The resource in force of a name: a dynamic one before a static one, an active one before a warming one. */
function resourceOf(
  reader: DumpReader,
  section: DumpSection,
  name: string,
  key: string,
): FlowResource | undefined {
  const entries = reader.named(section, name).toSorted((left, right) => rankOf(left) - rankOf(right));
  const [entry] = entries;
  if (entry === undefined) return undefined;
  const proto = objectField(reader.value(entry), key);
  return proto === undefined ? undefined : { entry, link: linkOf(entry), proto };
}

function rankOf({ group }: DumpEntry): number {
  if (group.includes("_warming_")) return 2;
  return group.startsWith("static_") ? 1 : 0;
}
