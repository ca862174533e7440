import type { SliceEndpoint } from "./model";
import type { Manifest } from "@/lib/config/manifest";
import { field, itemsField, numberField, objectField, textField, textsField } from "@/lib/proxies/proto-json";

/** Label by which a slice belongs to a Service. */
const serviceNameLabel = "kubernetes.io/service-name";

function conditionField(conditions: unknown, key: string): boolean | undefined {
  const found = field(conditions, key);
  return typeof found === "boolean" ? found : undefined;
}

/**
 * The endpoints of one Service out of all slices of its namespace: one for each address and port. Source: discovery/v1:
 * an absent condition is unknown, and consumers take an unknown ready for true.
 */
export function endpointsFromSlices(
  slices: readonly Manifest[],
  service: { readonly namespace: string; readonly name: string },
): readonly SliceEndpoint[] {
  return slices
    .filter(
      ({ metadata }) =>
        metadata.namespace === service.namespace && metadata.labels?.[serviceNameLabel] === service.name,
    )
    .flatMap((slice) => {
      const ports = itemsField(slice, "ports").map((port) => ({
        portName: textField(port, "name") ?? "",
        port: numberField(port, "port"),
      }));
      return itemsField(slice, "endpoints").flatMap((endpoint) =>
        textsField(endpoint, "addresses").flatMap((address) =>
          (ports.length === 0 ? [{ portName: "", port: undefined }] : ports).map(({ portName, port }) => ({
            address,
            portName,
            slice: slice.metadata.name,
            ...(port === undefined ? {} : { port }),
            ...placeOf(endpoint),
          })),
        ),
      );
    });
}

/** When any slice of the Service was written last; undefined when no slice tells. Source: managedFields. */
export function slicesChangedMs(
  slices: readonly Manifest[],
  service: { readonly namespace: string; readonly name: string },
): number | undefined {
  const times = slices
    .filter(
      ({ metadata }) =>
        metadata.namespace === service.namespace && metadata.labels?.[serviceNameLabel] === service.name,
    )
    .flatMap(({ metadata }) => [
      metadata.creationTimestamp,
      ...(metadata.managedFields ?? []).map(({ time }) => time),
    ])
    .map((time) => Date.parse(time ?? ""))
    .filter(Number.isFinite);
  return times.length === 0 ? undefined : Math.max(...times);
}

function placeOf(endpoint: unknown): Partial<SliceEndpoint> {
  const conditions = objectField(endpoint, "conditions");
  const target = objectField(endpoint, "targetRef");
  const facts = {
    isReady: conditionField(conditions, "ready"),
    isServing: conditionField(conditions, "serving"),
    isTerminating: conditionField(conditions, "terminating"),
    pod: textField(target, "kind") === "Pod" ? textField(target, "name") : undefined,
    node: textField(endpoint, "nodeName"),
    zone: textField(endpoint, "zone"),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
