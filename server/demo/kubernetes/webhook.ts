import { asList, asObject, countOf, has } from "@/server/demo/kubernetes/schema/rule";

/** What istiod's validation says of one HTTP route, beyond the schema. */
function httpRouteErrors(route: unknown): readonly string[] {
  const errors: string[] = [];
  const destinations = asList(asObject(route).route);
  if (has(route, "redirect") && destinations.length > 0) {
    errors.push("HTTP route cannot contain both route and redirect");
  }
  const outcomes = countOf(route, ["redirect", "directResponse", "delegate"]);
  if (destinations.length === 0 && outcomes === 0) {
    errors.push("HTTP route, redirect or direct_response is required");
  }
  const weights = destinations.map((item) => Number(asObject(item).weight ?? 0));
  errors.push(...weights.filter((weight) => weight < 0).map((weight) => `weight ${weight} < 0`));
  if (weights.length > 1 && weights.every((weight) => weight === 0))
    errors.push("total destination weight = 0");
  return errors;
}

function virtualServiceErrors(spec: unknown): readonly string[] {
  const { hosts, http, tls, tcp } = asObject(spec);
  const isDelegate = asList(hosts).length === 0;
  const routes = asList(http);
  if (routes.length + asList(tls).length + asList(tcp).length === 0) {
    return ["http, tcp or tls must be provided in virtual service"];
  }
  const delegates = routes.filter((route) => has(route, "delegate"));
  if (isDelegate && delegates.length > 0) return ["delegate virtual service cannot have another delegate"];
  return routes.flatMap(httpRouteErrors);
}

function gatewayErrors(spec: unknown): readonly string[] {
  const servers = asList(asObject(spec).servers);
  if (servers.length === 0) return ["gateway must have at least one server"];
  return servers.flatMap((server) =>
    asList(asObject(server).hosts).length === 0 ? ["server config must contain at least one host"] : [],
  );
}

function errorsOf(kind: string, spec: unknown): readonly string[] {
  switch (kind) {
    case "VirtualService":
      return virtualServiceErrors(spec);
    case "Gateway":
      return gatewayErrors(spec);
    default:
      return [];
  }
}

/** The denial of istiod's validating webhook, or undefined. It sees what the schema has let through. */
export function webhookDenial(group: string, kind: string, spec: unknown): string | undefined {
  if (group !== "networking.istio.io") return undefined;
  const errors = errorsOf(kind, spec);
  if (errors.length === 0) return undefined;
  const [first] = errors;
  const list =
    errors.length === 1
      ? first
      : `${errors.length} errors occurred:\n${errors.map((error) => `\t* ${error}\n`).join("")}\n`;
  return `admission webhook "validation.istio.io" denied the request: configuration is invalid: ${list}`;
}
