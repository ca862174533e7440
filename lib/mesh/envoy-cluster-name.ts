/** The four parts of an Istio-made Envoy cluster name, `outbound|9080|v2|reviews.bookinfo.svc.cluster.local`. */
export type EnvoyClusterName = {
  readonly direction: "outbound" | "inbound" | "inbound-vip";
  readonly port: number;
  /** Subset name; "" without one. */
  readonly subset: string;
  /** FQDN; "" for inbound clusters. */
  readonly host: string;
};

/**
 * The parts of `name`, or undefined for a name that Istio did not build (BlackHoleCluster, xds-grpc, ...).
 * Accepts the SNI-DNAT form `outbound_.9080_._.host` and the trailing ";" of observability names.
 */
export function parseEnvoyClusterName(name: string): EnvoyClusterName | undefined {
  const plain = name.endsWith(";") ? name.slice(0, -1) : name;
  const separator = plain.includes("|") ? "|" : "_.";
  const parts = plain.split(separator);
  if (parts.length < 4) return undefined;
  const [direction, port = "", subset = ""] = parts;
  if (direction !== "outbound" && direction !== "inbound" && direction !== "inbound-vip") return undefined;
  const portNumber = Number(port);
  if (!Number.isInteger(portNumber)) return undefined;
  return {
    direction,
    port: portNumber,
    subset: subset === "_" ? "" : subset,
    host: parts.slice(3).join(separator),
  };
}

/** The name in its usual form, with "|" between the parts. */
export function printEnvoyClusterName(name: EnvoyClusterName): string {
  return `${name.direction}|${name.port}|${name.subset}|${name.host}`;
}
