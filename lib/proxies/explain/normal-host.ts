import { booleanField } from "@/lib/proxies/proto-json";

/** Where the port of an authority begins, at its colon; -1 without one. Source: Envoy's HeaderUtility::getPortStart. */
export function portStart(authority: string): number {
  const colon = authority.lastIndexOf(":");
  return authority.lastIndexOf("]") > colon ? -1 : colon;
}

/**
 * The authority after `strip_trailing_host_dot`, `strip_any_host_port` and `strip_matching_host_port`; `port` is the
 * listener's own. Undefined when it depends on a port that nobody told. Source: Envoy's maybeNormalizeHost.
 */
export function normalHost(hcm: unknown, authority: string, port: number | undefined): string | undefined {
  const host = booleanField(hcm, "strip_trailing_host_dot") ? withoutDot(authority) : authority;
  const any = booleanField(hcm, "strip_any_host_port");
  if (!any && !booleanField(hcm, "strip_matching_host_port")) return host;
  const start = portStart(host);
  const found = start < 0 ? "" : host.slice(start + 1);
  if (!/^\d+$/.test(found)) return host;
  if (any || Number(found) === port) return host.slice(0, start);
  return port === undefined ? undefined : host;
}

function withoutDot(authority: string): string {
  const dot = authority.lastIndexOf(".");
  if (dot < 0) return authority;
  const isAtEnd = dot === authority.length - 1 || authority[dot + 1] === ":";
  return isAtEnd ? authority.slice(0, dot) + authority.slice(dot + 1) : authority;
}
