import type { AmbientEndpoint, AmbientPort, AmbientService, AmbientWorkload } from "./model";
import { addressWithoutNetwork, gatewayText, withoutUndefined, wordField } from "./workload";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { field, fieldAt, isProtoObject, textField, textsField } from "@/lib/proxies/proto-json";

/** `{"80": 8080}` as ports in their order; a target of 0 is one that differs by endpoint. */
function portsOf(value: unknown): readonly AmbientPort[] {
  if (!isProtoObject(value)) return [];
  return Object.entries(value)
    .flatMap(([key, target]) => {
      const port = Number(key);
      if (!Number.isInteger(port)) return [];
      return typeof target === "number" && target > 0 ? { port, targetPort: target } : { port };
    })
    .toSorted((a, b) => a.port - b.port);
}

function endpointsOf(value: unknown): readonly AmbientEndpoint[] {
  const found = field(value, "endpoints");
  const items: readonly (readonly [string, unknown])[] = Array.isArray(found)
    ? found.map((item, index) => [String(index), item] as const)
    : isProtoObject(found)
      ? Object.entries(found)
      : [];
  return items.map(([key, item]) => {
    const address = wordField(item, "address");
    return {
      workloadUid: textField(item, "workload_uid") ?? key.replace(/:[^:]*$/, ""),
      ports: portsOf(field(item, "port")),
      ...(address === undefined ? {} : { address: addressWithoutNetwork(address) }),
    };
  });
}

/** A service of the dump; which of its endpoints are healthy is known from `workloads`, by their uid. */
export function serviceFromEntry(
  entry: DumpEntry,
  value: unknown,
  workloads: ReadonlyMap<string, AmbientWorkload>,
): AmbientService {
  const endpoints = endpointsOf(value);
  const vips = [...textsField(value, "vips"), ...textsField(value, "cidr_vips")].map(addressWithoutNetwork);
  return {
    id: entry.id,
    name: textField(value, "name") ?? "",
    namespace: textField(value, "namespace") ?? "",
    hostname: textField(value, "hostname") ?? "",
    vips,
    ports: portsOf(field(value, "ports")),
    endpoints,
    endpointCount: endpoints.length,
    routingPreferences: textsField(fieldAt(value, "load_balancer"), "routing_preferences"),
    subjectAltNames: textsField(value, "subject_alt_names"),
    ...withoutUndefined({
      healthyCount: healthyOf(endpoints, workloads),
      waypoint: gatewayText(field(value, "waypoint")),
      loadBalancerMode: wordField(fieldAt(value, "load_balancer"), "mode"),
      healthPolicy: wordField(fieldAt(value, "load_balancer"), "health_policy"),
    }),
  };
}

function healthyOf(
  endpoints: readonly AmbientEndpoint[],
  workloads: ReadonlyMap<string, AmbientWorkload>,
): number | undefined {
  const states = endpoints.map(({ workloadUid }) => workloads.get(workloadUid)?.status);
  if (states.includes(undefined)) return undefined;
  return states.filter((state) => state === "Healthy").length;
}
