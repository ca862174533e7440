import { isJsonObject, isList, type JsonObject } from "@/server/demo/kubernetes/json-value";

/** Values that a CRD fills in: a field path (lists are entered) and the value of a missing last field. */
type Default = { readonly path: readonly string[]; readonly value: unknown };

const at = (path: string, value: unknown): Default => ({ path: path.split("."), value });
const reference = (path: string, group: string, kind: string) => [
  at(`${path}.group`, group),
  at(`${path}.kind`, kind),
];
const filters = (path: string) => [
  ...reference(`${path}.requestMirror.backendRef`, "", "Service"),
  at(`${path}.requestMirror.fraction.denominator`, 100),
];
const httpFilters = (path: string) => [
  ...filters(path),
  at(`${path}.cors.maxAge`, 5),
  at(`${path}.requestRedirect.statusCode`, 302),
];
const anyPath = { path: { type: "PathPrefix", value: "/" } };
const waiting = (type: string) => ({
  lastTransitionTime: "1970-01-01T00:00:00Z",
  message: "Waiting for controller",
  reason: "Pending",
  status: "Unknown",
  type,
});

const routes = [
  ...reference("spec.parentRefs", "gateway.networking.k8s.io", "Gateway"),
  ...reference("spec.rules.backendRefs", "", "Service"),
  at("spec.rules.backendRefs.weight", 1),
  at("spec.rules.matches.headers.type", "Exact"),
];

/** Parents come before their children, so that a default can be filled further. */
const defaults: Readonly<Record<string, readonly Default[]>> = {
  HTTPRoute: [
    at("spec.rules", [{ matches: [anyPath] }]),
    at("spec.rules.matches", [anyPath]),
    at("spec.rules.matches.path", anyPath.path),
    at("spec.rules.matches.path.type", "PathPrefix"),
    at("spec.rules.matches.path.value", "/"),
    at("spec.rules.matches.queryParams.type", "Exact"),
    ...routes,
    ...httpFilters("spec.rules.filters"),
    ...httpFilters("spec.rules.backendRefs.filters"),
  ],
  GRPCRoute: [
    at("spec.rules.matches.method.type", "Exact"),
    ...routes,
    ...filters("spec.rules.filters"),
    ...filters("spec.rules.backendRefs.filters"),
  ],
  Gateway: [
    at("spec.addresses.type", "IPAddress"),
    at("spec.listeners.allowedRoutes", { namespaces: { from: "Same" } }),
    at("spec.listeners.allowedRoutes.namespaces", { from: "Same" }),
    at("spec.listeners.allowedRoutes.namespaces.from", "Same"),
    at("spec.listeners.allowedRoutes.kinds.group", "gateway.networking.k8s.io"),
    at("spec.listeners.tls.mode", "Terminate"),
    ...reference("spec.listeners.tls.certificateRefs", "", "Secret"),
    at("status", { conditions: [waiting("Accepted"), waiting("Programmed")] }),
  ],
  GatewayClass: [at("status", { conditions: [waiting("Accepted")] })],
};

function fill(value: unknown, path: readonly string[], missing: unknown): unknown {
  if (isList(value)) return value.map((item) => fill(item, path, missing));
  const [step, ...rest] = path;
  if (!isJsonObject(value) || step === undefined) return value;
  if (rest.length === 0) return value[step] === undefined ? { ...value, [step]: missing } : value;
  return value[step] === undefined ? value : { ...value, [step]: fill(value[step], rest, missing) };
}

/** `object` with the defaults of its CRD. Istio's CRDs have none. Source: Gateway API's standard channel. */
export function withDefaults(group: string, kind: string, object: JsonObject): JsonObject {
  if (group !== "gateway.networking.k8s.io") return object;
  let filled: unknown = object;
  for (const { path, value } of defaults[kind] ?? []) filled = fill(filled, path, value);
  return isJsonObject(filled) ? filled : object;
}
