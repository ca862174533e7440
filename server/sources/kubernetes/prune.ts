type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const field = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

function pick(value: unknown, names: readonly string[]): Json | undefined {
  if (!isObject(value)) return undefined;
  return Object.fromEntries(names.filter((name) => name in value).map((name) => [name, value[name]]));
}

function pickAll(value: unknown, names: readonly string[]): unknown {
  return Array.isArray(value) ? value.map((item: unknown) => pick(item, names)) : undefined;
}

const containerFields = ["name", "image", "ports", "resources", "restartPolicy"];
const containerStatusFields = ["name", "ready", "started", "restartCount", "state", "lastState", "image"];
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * The part of an object that the console reads, so that 2,000 pods fit into the memory budget. Mesh configuration is
 * kept whole, with its managed fields: they say who owns what.
 */
export function pruneObject(group: string, kind: string, object: Json): Json {
  if (group.endsWith(".istio.io") || group === "gateway.networking.k8s.io") return object;
  const pruned = { ...object, metadata: pruneMetadata(object["metadata"]) };
  if (kind === "Pod")
    return { ...pruned, spec: podSpec(object["spec"]), status: podStatus(object["status"]) };
  if (kind === "Node")
    return {
      ...pruned,
      spec: undefined,
      status: pick(object["status"], ["conditions", "addresses", "capacity", "nodeInfo"]),
    };
  if (group === "apps") return { ...pruned, spec: workloadSpec(object["spec"]) };
  return pruned;
}

function pruneMetadata(metadata: unknown): unknown {
  if (!isObject(metadata)) return metadata;
  const { managedFields: _managed, annotations, ...rest } = metadata;
  if (!isObject(annotations)) return rest;
  const { [lastApplied]: _applied, ...kept } = annotations;
  return { ...rest, annotations: kept };
}

function podSpec(spec: unknown): Json {
  return {
    ...pick(spec, ["nodeName", "serviceAccountName", "hostNetwork"]),
    containers: pickAll(field(spec, "containers"), containerFields),
    initContainers: pickAll(field(spec, "initContainers"), containerFields),
  };
}

function podStatus(status: unknown): Json {
  return {
    ...pick(status, ["phase", "reason", "podIP", "podIPs", "hostIP", "startTime", "qosClass"]),
    conditions: pickAll(field(status, "conditions"), ["type", "status", "reason", "message"]),
    containerStatuses: pickAll(field(status, "containerStatuses"), containerStatusFields),
    initContainerStatuses: pickAll(field(status, "initContainerStatuses"), containerStatusFields),
  };
}

function workloadSpec(spec: unknown): Json {
  const template = field(spec, "template");
  return {
    ...pick(spec, ["replicas", "selector", "serviceName", "paused"]),
    template: {
      metadata: pruneMetadata(field(template, "metadata")),
      spec: podSpec(field(template, "spec")),
    },
  };
}
