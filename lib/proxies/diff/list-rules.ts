import { addressFromProto, fieldAt, isProtoObject, objectField, textField } from "@/lib/proxies/proto-json";

type ItemKey = (item: unknown) => string | undefined;

/**
 * How the items of a list are told apart. `keys` go from strict to loose: items that the first leaves alone are paired
 * by the next.
 */
export type ListRule = { readonly isOrdered: boolean; readonly keys: readonly ItemKey[] };

const text = (item: unknown, ...path: readonly string[]): string | undefined => {
  const found = fieldAt(item, ...path);
  return found === undefined || found === "" ? undefined : JSON.stringify(found);
};
const by =
  (...path: readonly string[]): ItemKey =>
  (item) =>
    text(item, ...path);
const both =
  (first: ItemKey, second: ItemKey): ItemKey =>
  (item) => {
    const parts = [first(item), second(item)];
    return parts.includes(undefined) ? undefined : parts.join(" ");
  };
const either =
  (first: ItemKey, second: ItemKey): ItemKey =>
  (item) =>
    first(item) ?? second(item);

/** Socket, pipe or internal address of an endpoint of a load assignment. */
export function endpointAddress(item: unknown): string | undefined {
  const { text: address } = addressFromProto(fieldAt(item, "endpoint", "address"));
  return address === "" ? undefined : address;
}

const locality: ItemKey = (item) =>
  ["region", "zone", "sub_zone"]
    .map((part) => textField(objectField(item, "locality"), part) ?? "")
    .join("/");
const withPriority: ItemKey = (item) => `${locality(item)} ${text(item, "priority") ?? "0"}`;
const owner = by("metadata", "filter_metadata", "istio", "config");
const target = either(by("route"), either(by("redirect"), by("direct_response")));
const named = [by("name")];

const ordered = (...keys: readonly ItemKey[]): ListRule => ({ isOrdered: true, keys });
const unordered = (...keys: readonly ItemKey[]): ListRule => ({ isOrdered: false, keys });

const rules: ReadonlyMap<string, ListRule> = new Map(
  Object.entries({
    routes: ordered(
      both(by("name"), by("match")),
      by("match"),
      both(by("name"), owner),
      both(owner, target),
      by("name"),
    ),
    filter_chains: ordered(both(by("name"), by("filter_chain_match")), by("filter_chain_match"), by("name")),
    http_filters: ordered(...named),
    filters: ordered(...named),
    listener_filters: ordered(...named),
    upgrade_configs: unordered(by("upgrade_type")),
    access_log: ordered(both(by("name"), by("filter")), by("name")),
    access_loggers: ordered(...named),
    request_headers_to_add: ordered(by("header", "key")),
    response_headers_to_add: ordered(by("header", "key")),
    transport_socket_matches: ordered(...named),
    virtual_hosts: unordered(...named),
    domains: unordered(),
    clusters: unordered(...named),
    listeners: unordered(...named),
    secrets: unordered(...named),
    endpoints: unordered(withPriority, locality),
    lb_endpoints: unordered(endpointAddress),
    headers: unordered(both(by("name"), either(by("string_match"), by("present_match"))), by("name")),
    query_parameters: unordered(...named),
    match_typed_subject_alt_names: unordered(),
    match_subject_alt_names: unordered(),
    prefix_ranges: unordered(),
    source_prefix_ranges: unordered(),
    direct_source_prefix_ranges: unordered(),
    server_names: unordered(),
    application_protocols: unordered(),
    source_ports: unordered(),
    retriable_status_codes: unordered(),
    request_headers_to_remove: unordered(),
    response_headers_to_remove: unordered(),
    allow_origin_string_match: unordered(),
    allowed_methods: unordered(),
    ids: unordered(),
    rules: unordered(),
    permissions: unordered(),
    principals: unordered(),
    thresholds: unordered((item) => text(item, "priority") ?? "DEFAULT"),
    request_mirror_policies: unordered(by("cluster")),
    tls_certificate_sds_secret_configs: unordered(...named),
    custom_tags: unordered(by("tag")),
    stats_tags: unordered(by("tag_name")),
    services: unordered(by("host")),
    metrics: unordered(),
    audiences: unordered(),
    additional_addresses: unordered(),
    // What a build of Envoy can do, in the order of a hash table: another one after each start.
    extensions: unordered(both(by("category"), by("name"))),
  }),
);

const content: ListRule = ordered();

/** The rule of the list in field `name`. Lists of which nothing is known keep their order. */
export function listRule(name: string, items: readonly unknown[]): ListRule {
  // The rules of jwt_authn are tried one after another; those of RBAC are a set.
  if (name === "rules" && items.some((item) => isProtoObject(item) && "match" in item))
    return ordered(by("match"));
  const rule = rules.get(name);
  if (rule !== undefined) return rule;
  return items.every((item) => text(item, "name") !== undefined) && items.length > 0
    ? ordered(...named)
    : content;
}

/** Whether items have a key of their own, so that an absent list is one without items. */
export function hasItemKeys(name: string): boolean {
  return (rules.get(name)?.keys.length ?? 0) > 0;
}
