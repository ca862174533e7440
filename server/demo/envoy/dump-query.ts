import type { ProtoJson } from "./proto-json";

/** Repeated fields that `resource` may name, and where the name for `name_regex` is found in an element. */
const nameOfElement: Readonly<Record<string, (element: ProtoJson) => unknown>> = {
  static_clusters: (element) => fieldOf(element["cluster"], "name"),
  dynamic_active_clusters: (element) => fieldOf(element["cluster"], "name"),
  dynamic_warming_clusters: (element) => fieldOf(element["cluster"], "name"),
  static_listeners: (element) => fieldOf(element["listener"], "name"),
  dynamic_listeners: (element) => element["name"],
  static_route_configs: (element) => fieldOf(element["route_config"], "name"),
  dynamic_route_configs: (element) => fieldOf(element["route_config"], "name"),
  static_endpoint_configs: (element) => fieldOf(element["endpoint_config"], "cluster_name"),
  dynamic_endpoint_configs: (element) => fieldOf(element["endpoint_config"], "cluster_name"),
  dynamic_active_secrets: (element) => element["name"],
  dynamic_warming_secrets: (element) => element["name"],
  static_secrets: (element) => element["name"],
  ecds_filters: (element) => fieldOf(element["ecds_filter"], "name"),
};

function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function isObject(value: unknown): value is ProtoJson {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export type DumpQuery = {
  readonly resource: string | undefined;
  readonly mask: string | undefined;
  readonly nameRegex: string | undefined;
};

/**
 * The `configs` that Envoy answers: whole sections, or with `resource` the elements of one repeated field; filtered by
 * name and reduced by `mask`. The text of Envoy's 400 or 404 when the query makes no sense.
 */
export function queryDump(
  sections: readonly ProtoJson[],
  query: DumpQuery,
): { readonly configs: readonly ProtoJson[] } | { readonly status: number; readonly error: string } {
  let names: RegExp | undefined;
  try {
    if (query.nameRegex !== undefined && query.nameRegex !== "")
      names = new RegExp(`^(?:${query.nameRegex})$`);
  } catch {
    return { status: 400, error: `Error while parsing name_regex from ${query.nameRegex ?? ""}` };
  }
  const { resource } = query;
  if (resource === undefined) {
    const configs = sections.map((section) => withElements(section, names));
    return { configs: query.mask === undefined ? configs : configs.map((part) => masked(part, query.mask)) };
  }
  if (nameOfElement[resource] === undefined)
    return { status: 404, error: `${resource} not found in config dump` };
  const elements = sections.flatMap((section) => elementsOf(section, resource, names));
  return { configs: elements.map((element) => masked(element, query.mask)) };
}

/** An element carries the type of its message, as an Any does. */
function elementsOf(section: ProtoJson, resource: string, names: RegExp | undefined): readonly ProtoJson[] {
  const list = section[resource];
  const type = typeof section["@type"] === "string" ? section["@type"] : "";
  const message = elementMessages[resource];
  return filtered(Array.isArray(list) ? list.filter(isObject) : [], resource, names).map((element) => ({
    ...(message === undefined ? {} : { "@type": `${type}.${message}` }),
    ...element,
  }));
}

const elementMessages: Readonly<Record<string, string>> = {
  static_clusters: "StaticCluster",
  dynamic_active_clusters: "DynamicCluster",
  dynamic_warming_clusters: "DynamicCluster",
  static_listeners: "StaticListener",
  dynamic_listeners: "DynamicListener",
  static_route_configs: "StaticRouteConfig",
  dynamic_route_configs: "DynamicRouteConfig",
  static_endpoint_configs: "StaticEndpointConfig",
  dynamic_endpoint_configs: "DynamicEndpointConfig",
  dynamic_active_secrets: "DynamicSecret",
};

function filtered(
  list: readonly ProtoJson[],
  resource: string,
  names: RegExp | undefined,
): readonly ProtoJson[] {
  if (names === undefined) return list;
  return list.filter((element) => names.test(String(nameOfElement[resource]?.(element) ?? "")));
}

function withElements(section: ProtoJson, names: RegExp | undefined): ProtoJson {
  if (names === undefined) return section;
  return Object.fromEntries(
    Object.entries(section).map(([key, value]) => [
      key,
      Array.isArray(value) && nameOfElement[key] !== undefined
        ? filtered(value.filter(isObject), key, names)
        : value,
    ]),
  );
}

/** A field mask: comma-separated paths; a path through a list applies to each of its elements. */
function masked(value: ProtoJson, mask: string | undefined): ProtoJson {
  if (mask === undefined || mask === "") return value;
  const paths = mask.split(",").map((path) => path.trim().split("."));
  const kept = pick(value, paths);
  return { ...(value["@type"] === undefined ? {} : { "@type": value["@type"] }), ...kept };
}

function pick(value: ProtoJson, paths: readonly (readonly string[])[]): ProtoJson {
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    const rests = paths.filter((path) => path[0] === key).map((path) => path.slice(1));
    if (rests.length === 0) continue;
    if (rests.some((rest) => rest.length === 0)) result[key] = child;
    else if (isObject(child)) result[key] = pick(child, rests);
    else if (Array.isArray(child))
      result[key] = child.map((item) => (isObject(item) ? pick(item, rests) : item));
  }
  return result;
}
