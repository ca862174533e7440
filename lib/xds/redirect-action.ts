import type { RouteAction } from "./model";
import type { HttpRouteSpec } from "./virtual-service-spec";

/**
 * A redirect as Envoy gets it. Ports that the scheme implies are left out; without a scheme that is the listener's.
 * Undefined for a code that Envoy has no name for. Source: istiod's ApplyRedirect.
 */
export function redirectAction(
  spec: NonNullable<HttpRouteSpec["redirect"]>,
  listener: { readonly port: number; readonly tls: boolean },
): RouteAction | undefined {
  const responseCode = spec.redirectCode === undefined || spec.redirectCode === 0 ? 301 : spec.redirectCode;
  if (![301, 302, 303, 307, 308].includes(responseCode)) return undefined;
  const port = spec.port ?? (spec.derivePort === "FROM_REQUEST_PORT" ? listener.port : undefined);
  const scheme = isSet(spec.scheme) ? spec.scheme : listener.tls ? "https" : "http";
  const implied = (port === 80 && scheme === "http") || (port === 443 && scheme === "https");
  return {
    kind: "redirect",
    responseCode,
    ...(isSet(spec.authority) ? { host: spec.authority } : {}),
    ...(isSet(spec.prefixRewrite)
      ? { prefix: spec.prefixRewrite }
      : isSet(spec.uri)
        ? { path: spec.uri }
        : {}),
    ...(isSet(spec.scheme) ? { scheme: spec.scheme } : {}),
    ...(port === undefined || implied ? {} : { port }),
  };
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
