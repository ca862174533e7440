import { bootstrapParts, type BootstrapParts } from "./facts/bootstrap";
import {
  fieldAt,
  isProtoObject,
  itemsField,
  lineFromProto,
  numberFromProto,
  objectField,
  textField,
} from "./proto-json";

/** What a proxy was started with. Absent facts are unknown. */
export type Bootstrap = {
  readonly nodeId: string;
  readonly istioVersion?: string;
  readonly proxyVersion?: string;
  readonly envoyVersion?: string;
  readonly workload?: string;
  readonly namespace?: string;
  readonly meshId?: string;
  readonly clusterId?: string;
  readonly serviceAccount?: string;
  readonly nodeName?: string;
  readonly interceptionMode?: string;
  readonly discoveryAddress?: string;
  readonly concurrency?: number;
  readonly adminPort?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly staticClusters: readonly string[];
  readonly statsInclusions: readonly string[];
  readonly parts: BootstrapParts;
};

/** The facts of a bootstrap that people look for. */
export function bootstrapFromValue(bootstrap: unknown): Bootstrap {
  const node = objectField(bootstrap, "node");
  const metadata = objectField(node, "metadata") ?? {};
  const config = objectField(metadata, "PROXY_CONFIG");
  const text = (name: string, value: unknown) =>
    typeof value === "string" && value !== "" ? { [name]: value } : {};
  const count = (name: string, value: unknown) => {
    const found = numberFromProto(value);
    return found === undefined ? {} : { [name]: found };
  };
  const matcher = objectField(config, "proxyStatsMatcher");
  return {
    nodeId: textField(node, "id") ?? "",
    ...text("istioVersion", metadata["ISTIO_VERSION"]),
    ...text(
      "proxyVersion",
      fieldAt(node, "user_agent_build_version", "metadata", "revision.sha") ?? metadata["ISTIO_PROXY_SHA"],
    ),
    ...text("envoyVersion", envoyVersion(node)),
    ...text("workload", metadata["WORKLOAD_NAME"]),
    ...text("namespace", metadata["NAMESPACE"]),
    ...text("meshId", metadata["MESH_ID"]),
    ...text("clusterId", metadata["CLUSTER_ID"]),
    ...text("serviceAccount", metadata["SERVICE_ACCOUNT"]),
    ...text("nodeName", metadata["NODE_NAME"]),
    ...text("interceptionMode", metadata["INTERCEPTION_MODE"]),
    ...text("discoveryAddress", config?.["discoveryAddress"]),
    ...count("concurrency", config?.["concurrency"]),
    ...count("adminPort", config?.["proxyAdminPort"]),
    labels: textValues(metadata["LABELS"]),
    staticClusters: itemsField(objectField(bootstrap, "static_resources"), "clusters").map(
      (cluster) => textField(cluster, "name") ?? "",
    ),
    statsInclusions: ["inclusionPrefixes", "inclusionSuffixes", "inclusionRegexps"].flatMap((key) =>
      itemsField(matcher, key).map(lineFromProto),
    ),
    parts: bootstrapParts(bootstrap),
  };
}

function envoyVersion(node: unknown): string | undefined {
  const version = fieldAt(node, "user_agent_build_version", "version");
  if (!isProtoObject(version)) return undefined;
  const parts = ["major_number", "minor_number", "patch"].map((key) => numberFromProto(version[key]) ?? 0);
  return parts.join(".");
}

function textValues(value: unknown): Readonly<Record<string, string>> {
  if (!isProtoObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => (typeof text === "string" ? [[key, text]] : [])),
  );
}
