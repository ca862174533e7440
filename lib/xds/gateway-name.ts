/**
 * `namespace/name` of a gateway reference made in `namespace`; `mesh` stays. The legacy form `name.namespace…` is read
 * too. Source: istiod's resolveGatewayName.
 */
export function resolveGateway(gateway: string, namespace: string): string {
  if (gateway === "mesh") return gateway;
  if (gateway.includes("/")) return gateway.startsWith("./") ? `${namespace}/${gateway.slice(2)}` : gateway;
  const [name = "", legacyNamespace] = gateway.split(".");
  return `${legacyNamespace ?? namespace}/${name}`;
}
