/** A proxy as istiod names it: pod and namespace. */
export type ProxyId = { readonly pod: string; readonly namespace: string };

/** `pod.namespace`, as in syncz and `?proxyID=`. */
export function printProxyId(id: ProxyId): string {
  return `${id.pod}.${id.namespace}`;
}

/** Pod and namespace of `pod.namespace`; undefined without a dot. Namespaces hold no dots, pod names may. */
export function parseProxyId(text: string): ProxyId | undefined {
  const dot = text.lastIndexOf(".");
  if (dot <= 0 || dot === text.length - 1) return undefined;
  return { pod: text.slice(0, dot), namespace: text.slice(dot + 1) };
}

/** A proxy from Envoy's node id, `sidecar~10.0.0.1~pod.ns~ns.svc.cluster.local`; undefined when it is not Istio's form. */
export function parseNodeId(nodeId: string): (ProxyId & { role: string; ip: string }) | undefined {
  const [role, ip, id, domain] = nodeId.split("~");
  if (role === undefined || ip === undefined || id === undefined || domain === undefined) return undefined;
  const proxy = parseProxyId(id);
  return proxy === undefined ? undefined : { ...proxy, role, ip };
}
