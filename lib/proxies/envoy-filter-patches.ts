import type { Manifest } from "@/lib/config/manifest";
import type { DumpSection } from "./dump/entry";
import { field, fieldAt, itemsField, numberField, objectField, textField } from "./proto-json";

/** A piece of a proxy's configuration that patches may touch. */
export type PatchedResource = {
  readonly section: DumpSection;
  readonly name: string;
  /** Its JSON, as the proxy printed it. */
  readonly text: string;
};

export type PatchedProxy = {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly isGateway: boolean;
};

/**
 * `seen`: what the patch adds stands in the resource. `absent`: it does not, although the patch fits: the proxy refused
 * it, has not got it yet, or a narrower condition did not hold. `may`: the patch changes or removes fields, which leaves
 * no mark.
 */
export type PatchMark = "seen" | "absent" | "may";

export type FilterPatch = {
  readonly namespace: string;
  readonly name: string;
  readonly apiVersion: string;
  /** `HTTP_FILTER`, `CLUSTER`, …: what it is applied to. */
  readonly applyTo: string;
  readonly operation: string;
  /** Name of what it adds, where that has one. */
  readonly adds?: string;
  readonly mark: PatchMark;
};

/** The section of a dump that an EnvoyFilter's `applyTo` changes. */
export const sectionOfApplyTo: Readonly<Record<string, DumpSection>> = {
  CLUSTER: "clusters",
  LISTENER: "listeners",
  LISTENER_FILTER: "listeners",
  FILTER_CHAIN: "listeners",
  NETWORK_FILTER: "listeners",
  HTTP_FILTER: "listeners",
  ROUTE_CONFIGURATION: "routes",
  VIRTUAL_HOST: "routes",
  HTTP_ROUTE: "routes",
  EXTENSION_CONFIG: "ecds",
  BOOTSTRAP: "bootstrap",
};
const addsOne = /^(?:ADD|INSERT_BEFORE|INSERT_AFTER|INSERT_FIRST|REPLACE)$/;

/**
 * Patches of EnvoyFilters that fit a resource of a proxy. Source: istiod's envoyfilter package: filters of the proxy's
 * and of the root namespace with a fitting workloadSelector, then context, then the match of listener, route
 * configuration or cluster; conditions on filters within are left to `mark`.
 */
export function patchesOf(
  filters: readonly Manifest[],
  proxy: PatchedProxy,
  rootNamespace: string,
  resource: PatchedResource,
): readonly FilterPatch[] {
  return filters
    .filter((filter) => actsOn(filter, proxy, rootNamespace))
    .flatMap((filter) =>
      itemsField(filter.spec, "configPatches").flatMap((patch) => {
        const applyTo = textField(patch, "applyTo") ?? "";
        if (sectionOfApplyTo[applyTo] !== resource.section || !fits(patch, proxy, resource)) return [];
        const operation = textField(objectField(patch, "patch"), "operation") ?? "";
        const adds = textField(fieldAt(patch, "patch", "value"), "name");
        const found: FilterPatch = {
          namespace: filter.metadata.namespace ?? "",
          name: filter.metadata.name,
          apiVersion: filter.apiVersion,
          applyTo,
          operation,
          ...(adds === undefined ? {} : { adds }),
          mark: markOf(operation, adds, resource),
        };
        // A whole listener or cluster that is added is that one and no other.
        const isOther =
          operation === "ADD" && (applyTo === "LISTENER" || applyTo === "CLUSTER") && adds !== resource.name;
        return isOther ? [] : [found];
      }),
    );
}

function markOf(operation: string, adds: string | undefined, { text }: PatchedResource): PatchMark {
  if (!addsOne.test(operation) || adds === undefined) return "may";
  return text.includes(JSON.stringify(adds)) ? "seen" : "absent";
}

function actsOn(filter: Manifest, proxy: PatchedProxy, rootNamespace: string): boolean {
  const { namespace } = filter.metadata;
  if (namespace !== proxy.namespace && namespace !== rootNamespace) return false;
  // Filters with targetRefs act on gateways and waypoints that are named there.
  if (itemsField(filter.spec, "targetRefs").length > 0) return proxy.isGateway;
  const labels = objectField(objectField(filter.spec, "workloadSelector"), "labels") ?? {};
  return Object.entries(labels).every(([key, value]) => proxy.labels[key] === value);
}

function fits(patch: unknown, proxy: PatchedProxy, resource: PatchedResource): boolean {
  const match = objectField(patch, "match");
  return isInContext(textField(match, "context") ?? "ANY", proxy, resource) && isMatched(match, resource);
}

function isInContext(context: string, { isGateway }: PatchedProxy, resource: PatchedResource): boolean {
  if (context === "ANY") return true;
  if (context === "GATEWAY" || isGateway) return context === "GATEWAY" && isGateway;
  const isInbound =
    resource.section === "listeners"
      ? resource.name === "virtualInbound"
      : resource.name.startsWith("inbound|") || resource.name === "InboundPassthroughCluster";
  if (resource.section === "ecds" || resource.section === "bootstrap") return true;
  return context === (isInbound ? "SIDECAR_INBOUND" : "SIDECAR_OUTBOUND");
}

function isMatched(match: unknown, { section, name, text }: PatchedResource): boolean {
  switch (section) {
    case "listeners": {
      const wanted = objectField(match, "listener");
      const port = numberField(wanted, "portNumber");
      const own = textField(wanted, "name");
      // Inbound ports are chains of one listener.
      const hasPort =
        port === undefined ||
        name.endsWith(`_${port}`) ||
        new RegExp(`"(?:port_value|portValue|destination_port|destinationPort)":\\s*${port}\\b`).test(text);
      return hasPort && (own === undefined || own === name);
    }
    case "routes": {
      const wanted = objectField(match, "routeConfiguration");
      const port = numberField(wanted, "portNumber");
      const own = textField(wanted, "name");
      const vhost = textField(objectField(wanted, "vhost"), "name");
      const hasPort = port === undefined || name.split(/\D+/).includes(String(port));
      return (
        hasPort &&
        (own === undefined || own === name) &&
        (vhost === undefined || text.includes(JSON.stringify(vhost)))
      );
    }
    case "clusters":
      return isCluster(objectField(match, "cluster"), name);
    default:
      return true;
  }
}

function isCluster(wanted: unknown, name: string): boolean {
  const own = textField(wanted, "name");
  if (own !== undefined) return own === name;
  const [, port = "", subset = "", host = ""] = name.split("|");
  const number = numberField(wanted, "portNumber");
  const service = textField(wanted, "service");
  return (
    (number === undefined || port === String(number)) &&
    (service === undefined || service === "*" || service === host) &&
    (field(wanted, "subset") === undefined || textField(wanted, "subset") === subset)
  );
}
