import {
  asList,
  asObject,
  countOf,
  durationMs,
  has,
  isUnique,
  rule,
  type Rule,
} from "@/server/demo/kubernetes/schema/rule";

const field = (value: unknown, name: string): unknown => asObject(value)[name];
const hasType = (value: unknown, ...types: readonly string[]) => types.includes(String(field(value, "type")));

const filterFields = {
  RequestHeaderModifier: "requestHeaderModifier",
  ResponseHeaderModifier: "responseHeaderModifier",
  RequestMirror: "requestMirror",
  RequestRedirect: "requestRedirect",
  URLRewrite: "urlRewrite",
  CORS: "cors",
  ExtensionRef: "extensionRef",
};
const singleFilters = [
  "RequestHeaderModifier",
  "ResponseHeaderModifier",
  "RequestRedirect",
  "URLRewrite",
  "CORS",
];
const filters = "spec.rules[].<filters|backendRefs[].filters>";

const filterRules: readonly Rule[] = [
  ...Object.entries(filterFields).flatMap(([type, name]) => [
    rule(
      `${filters}[]`,
      `filter.${name} must be nil if the filter.type is not ${type}`,
      (value) => !has(value, name) || hasType(value, type),
    ),
    rule(
      `${filters}[]`,
      `filter.${name} must be specified for ${type} filter.type`,
      (value) => has(value, name) || !hasType(value, type),
    ),
  ]),
  ...singleFilters.map((type) =>
    rule(
      filters,
      `${type} filter cannot be repeated`,
      (value) => asList(value).filter((filter) => hasType(filter, type)).length <= 1,
    ),
  ),
  rule(
    filters,
    "May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both",
    (value) => {
      const types = new Set(asList(value).map((filter) => field(filter, "type")));
      return !(types.has("RequestRedirect") && types.has("URLRewrite"));
    },
  ),
  rule(
    `${filters}[].requestMirror`,
    "Only one of percent or fraction may be specified in HTTPRequestMirrorFilter",
    (value) => countOf(value, ["percent", "fraction"]) <= 1,
  ),
  rule(
    `${filters}[].requestMirror.fraction`,
    "numerator must be less than or equal to denominator",
    (value) => Number(field(value, "numerator")) <= Number(field(value, "denominator")),
  ),
];

const needsPort = (path: string) =>
  rule(path, "Must have port for Service reference", (value) =>
    field(value, "group") === "" && field(value, "kind") === "Service" ? has(value, "port") : true,
  );
const backendRules = [
  needsPort("spec.rules[].backendRefs[]"),
  needsPort(`${filters}[].requestMirror.backendRef`),
];

type Parent = {
  readonly group: unknown;
  readonly kind: unknown;
  readonly name: unknown;
  readonly namespace: unknown;
};
const parentOf = (ref: unknown): Parent => ({
  group: field(ref, "group"),
  kind: field(ref, "kind"),
  name: field(ref, "name"),
  namespace: field(ref, "namespace") ?? "",
});

const parentRules: readonly Rule[] = [
  rule(
    "spec.parentRefs",
    "sectionName must be unique when parentRefs includes 2 or more references to the same parent",
    (value) => isUnique(asList(value), (ref) => [parentOf(ref), field(ref, "sectionName") ?? ""]),
  ),
  rule(
    "spec.parentRefs",
    "sectionName must be specified when parentRefs includes 2 or more references to the same parent",
    (value) => {
      const refs = asList(value);
      const open = refs.filter((ref) => (field(ref, "sectionName") ?? "") === "");
      const named = refs.filter((ref) => (field(ref, "sectionName") ?? "") !== "");
      const parents = new Set(named.map((ref) => JSON.stringify(parentOf(ref))));
      return open.every((ref) => !parents.has(JSON.stringify(parentOf(ref))));
    },
  ),
];

const pathMatch = "spec.rules[].matches[].path";
const plain = (value: unknown) =>
  hasType(value, "Exact", "PathPrefix") ? String(field(value, "value")) : undefined;
const forbiddenInPath = ["//", "/./", "/../", "%2f", "%2F", "#"];
const pathRules: readonly Rule[] = [
  rule(
    pathMatch,
    "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
    (value) => plain(value)?.startsWith("/") ?? true,
  ),
  ...forbiddenInPath.map((part) =>
    rule(
      pathMatch,
      `must not contain '${part}' when type one of ['Exact', 'PathPrefix']`,
      (value) => !(plain(value)?.includes(part) ?? false),
    ),
  ),
  ...["/..", "/."].map((part) =>
    rule(
      pathMatch,
      `must not end with '${part}' when type one of ['Exact', 'PathPrefix']`,
      (value) => !(plain(value)?.endsWith(part) ?? false),
    ),
  ),
];

const redirects = (value: unknown) =>
  asList(field(value, "filters")).some((filter) => has(filter, "requestRedirect"));

const httpRoute: readonly Rule[] = [
  rule(
    "spec.rules[]",
    "RequestRedirect filter must not be used together with backendRefs",
    (value) => asList(field(value, "backendRefs")).length === 0 || !redirects(value),
  ),
  rule("spec.rules[].timeouts", "backendRequest timeout cannot be longer than request timeout", (value) => {
    const [request, backend] = [
      durationMs(field(value, "request")),
      durationMs(field(value, "backendRequest")),
    ];
    return request === undefined || backend === undefined || request === 0 || backend <= request;
  }),
  rule(
    "spec.rules",
    "While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128",
    (value) =>
      asList(value).reduce<number>((sum, item) => sum + asList(field(item, "matches")).length, 0) <= 128,
  ),
  ...pathRules,
  ...filterRules,
  ...backendRules,
  ...parentRules,
];

const listeners: readonly Rule[] = [
  rule("spec.listeners", "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']", (value) =>
    asList(value).every(
      (item) => !["HTTP", "TCP", "UDP"].includes(String(field(item, "protocol"))) || !has(item, "tls"),
    ),
  ),
  rule("spec.listeners", "tls mode must be Terminate for protocol HTTPS", (value) =>
    asList(value).every(
      (item) =>
        field(item, "protocol") !== "HTTPS" ||
        !has(item, "tls") ||
        field(field(item, "tls"), "mode") === "Terminate",
    ),
  ),
  rule("spec.listeners", "hostname must not be specified for protocols ['TCP', 'UDP']", (value) =>
    asList(value).every(
      (item) => !["TCP", "UDP"].includes(String(field(item, "protocol"))) || !has(item, "hostname"),
    ),
  ),
  rule("spec.listeners", "Listener name must be unique within the Gateway", (value) =>
    isUnique(asList(value), (item) => field(item, "name")),
  ),
  rule(
    "spec.listeners",
    "Combination of port, protocol and hostname must be unique for each listener",
    (value) =>
      isUnique(asList(value), (item) => [
        field(item, "port"),
        field(item, "protocol"),
        field(item, "hostname") ?? null,
      ]),
  ),
  rule(
    "spec.listeners[].tls",
    "certificateRefs or options must be specified when mode is Terminate",
    (value) =>
      field(value, "mode") === "Terminate"
        ? asList(field(value, "certificateRefs")).length > 0 ||
          Object.keys(asObject(field(value, "options"))).length > 0
        : true,
  ),
];

/** Rules of the Gateway API's CRDs by kind. Source: the x-kubernetes-validations of its standard channel. */
export const gatewayRules: Readonly<Record<string, readonly Rule[]>> = {
  HTTPRoute: httpRoute,
  GRPCRoute: [...filterRules, ...backendRules, ...parentRules],
  Gateway: listeners,
};
