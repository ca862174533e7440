/** What a node id begins with: what telemetry named the thing by. */
export type NodePrefix = "service" | "workload" | "version" | "external" | "unknown" | "namespace";

export type NodeIdentity = {
  readonly prefix: NodePrefix;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly version?: string;
};

const pattern = /^(service|workload|version|external|unknown|namespace):([^/]*)\/([^/]*)\/([^@]*)(?:@(.*))?$/;

/** `prefix:cluster/namespace/name[@version]`. */
export function printNodeId(identity: NodeIdentity): string {
  const version = identity.version === undefined ? "" : `@${identity.version}`;
  return `${identity.prefix}:${identity.cluster}/${identity.namespace}/${identity.name}${version}`;
}

/** The identity behind a node id, or undefined for text that is none. */
export function parseNodeId(id: string): NodeIdentity | undefined {
  const match = pattern.exec(id);
  if (match === null) return undefined;
  const [, prefix, cluster = "", namespace = "", name = "", version] = match;
  if (!isPrefix(prefix)) return undefined;
  return { prefix, cluster, namespace, name, ...(version === undefined ? {} : { version }) };
}

function isPrefix(text: string | undefined): text is NodePrefix {
  return ["service", "workload", "version", "external", "unknown", "namespace"].includes(text ?? "");
}

/** `sourceId>destinationId>protocol`. */
export function printEdgeId(sourceId: string, destinationId: string, protocol: string): string {
  return `${sourceId}>${destinationId}>${protocol}`;
}

/** The parts of an edge id, or undefined for text that is none. */
export function parseEdgeId(
  id: string,
): { readonly sourceId: string; readonly destinationId: string; readonly protocol: string } | undefined {
  const [sourceId, destinationId, protocol, ...rest] = id.split(">");
  if (sourceId === undefined || destinationId === undefined || protocol === undefined || rest.length > 0) {
    return undefined;
  }
  return { sourceId, destinationId, protocol };
}
