import type { GatewayApiFilter } from "./gateway-api-spec";
import type { CorsPolicySpec, StringMatchSpec } from "./virtual-service-spec";

/** A CORS filter as a VirtualService has it: unmatched preflights end at the proxy. Source: istiod's createCorsFilter. */
export function gatewayCors(cors: NonNullable<GatewayApiFilter["cors"]>): CorsPolicySpec {
  return {
    allowOrigins: (cors.allowOrigins ?? []).filter((origin) => origin !== "").map(originMatch),
    allowMethods: cors.allowMethods ?? [],
    allowHeaders: cors.allowHeaders ?? [],
    exposeHeaders: cors.exposeHeaders ?? [],
    ...(cors.allowCredentials === true ? { allowCredentials: true } : {}),
    ...(cors.maxAge === undefined || cors.maxAge <= 0 ? {} : { maxAge: `${cors.maxAge}s` }),
    unmatchedPreflights: "IGNORE",
  };
}

function originMatch(origin: string): StringMatchSpec {
  if (origin === "*") return { regex: String.raw`^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s?#]+$` };
  if (!origin.includes("*")) return { exact: origin };
  if (origin.indexOf("*") === origin.length - 1) return { prefix: origin.slice(0, -1) };
  const escaped = origin.replaceAll(/[\\.+?()|[\]{}^$]/g, String.raw`\$&`).replaceAll("*", ".*");
  return { regex: `^${escaped}$` };
}
