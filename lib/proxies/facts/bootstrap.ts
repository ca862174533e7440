import {
  anyField,
  field,
  isProtoObject,
  itemsField,
  objectField,
  textField,
  type ProtoObject,
} from "@/lib/proxies/proto-json";
import { factOf, factsFrom, plainText, type Fact } from "./fact";
import { durationText, listText, serviceText } from "./texts";

/** What a bootstrap says besides the facts that everybody looks for, part by part. */
export type BootstrapParts = {
  /** Where configuration comes from, admin, static listeners, runtime, tracing. */
  readonly resources: readonly Fact[];
  readonly stats: readonly Fact[];
  /** Istio's ProxyConfig, as the node's metadata holds it. */
  readonly proxyConfig: readonly Fact[];
  /** The rest of the node's metadata. */
  readonly metadata: readonly Fact[];
};

/** Metadata that has a place of its own, and what is long and says nothing. */
const ownMetadata = [
  "PROXY_CONFIG",
  "LABELS",
  "ISTIO_VERSION",
  "ISTIO_PROXY_SHA",
  "WORKLOAD_NAME",
  "NAMESPACE",
  "MESH_ID",
  "CLUSTER_ID",
  "SERVICE_ACCOUNT",
  "NODE_NAME",
  "INTERCEPTION_MODE",
];

function sourceText(source: unknown): string | undefined {
  if (!isProtoObject(source)) return undefined;
  if (field(source, "ads") !== undefined) return "ADS";
  const api = objectField(source, "api_config_source") ?? source;
  const services = listText(field(api, "grpc_services"), serviceText);
  const type = textField(api, "api_type");
  return [type, services].filter((part) => part !== undefined).join(" → ") || undefined;
}

function listenersText(listeners: readonly unknown[]): string {
  return listeners
    .map((listener) => {
      const socket = objectField(objectField(listener, "address"), "socket_address");
      const port = plainText(field(socket, "port_value")) ?? "";
      return `${textField(listener, "name") ?? ""} ${textField(socket, "address") ?? ""}:${port}`.trim();
    })
    .join("\n");
}

/** Fields of a bootstrap that a part of its own tells. */
const ownFields = [
  "@type",
  "node",
  "static_resources",
  "dynamic_resources",
  "stats_config",
  "stats_sinks",
  "layered_runtime",
  "bootstrap_extensions",
];

function without(value: unknown, keys: readonly string[]): ProtoObject {
  return Object.fromEntries(
    Object.entries(objectField({ value }, "value") ?? {}).filter(([key]) => !keys.includes(key)),
  );
}

function resourceFacts(bootstrap: unknown): readonly Fact[] {
  const dynamic = objectField(bootstrap, "dynamic_resources");
  const sources = ["cds_config", "lds_config", "ads_config"].flatMap((key) => {
    const text = sourceText(field(dynamic, key));
    return text === undefined ? [] : [`${key.replace("_config", "").toUpperCase()}: ${text}`];
  });
  const layers = itemsField(objectField(bootstrap, "layered_runtime"), "layers");
  return [
    ...factOf("xds", sources.join("\n")),
    ...factOf(
      "staticListeners",
      listenersText(itemsField(objectField(bootstrap, "static_resources"), "listeners")),
    ),
    ...factOf("layers", layers.map((layer) => textField(layer, "name") ?? "").join(", ")),
    ...itemsField(bootstrap, "bootstrap_extensions").map((extension): Fact => ({
      path: textField(extension, "name") ?? "bootstrap_extensions",
      text: anyField(extension, "typed_config").type,
    })),
    ...factsFrom(without(bootstrap, ownFields), []),
  ];
}

/** The parts of a bootstrap, nothing of it left out but clusters, whose list stands apart. */
export function bootstrapParts(bootstrap: unknown): BootstrapParts {
  const metadata = objectField(objectField(bootstrap, "node"), "metadata");
  return {
    resources: resourceFacts(bootstrap),
    stats: [
      ...factsFrom(objectField(bootstrap, "stats_config"), [["stats_tags"]]),
      ...itemsField(bootstrap, "stats_sinks").map((sink): Fact => ({
        path: "stats_sinks",
        text: textField(sink, "name") ?? "",
      })),
    ],
    proxyConfig: factsFrom(objectField(metadata, "PROXY_CONFIG"), [
      ["discoveryAddress"],
      ["concurrency"],
      ["proxyAdminPort"],
      ["drainDuration", "drainTimeout", durationText],
    ]),
    metadata: factsFrom(without(metadata, ownMetadata), []),
  };
}
