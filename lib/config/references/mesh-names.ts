import { isRecord, specList } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { fullHost, meshLookup } from "@/lib/config/references/mesh-lookup";
import { referencesOf } from "@/lib/config/references/references";
import { hostFromService } from "@/lib/mesh/service-host";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** Names that an editor can offer. A kind that could not be read has an empty list. */
export type MeshNames = {
  readonly namespaces: readonly string[];
  readonly services: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly ports: readonly number[];
  }[];
  /** FQDNs of services, and hosts of ServiceEntries. */
  readonly hosts: readonly string[];
  /** By FQDN. */
  readonly subsets: Readonly<Record<string, readonly string[]>>;
  /** Istio's, `namespace/name`. */
  readonly gateways: readonly string[];
  /** Gateway API's, with their listeners. */
  readonly apiGateways: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly listeners: readonly string[];
  }[];
  /** Secrets are never read: these are named by other objects. */
  readonly secrets: readonly string[];
  readonly serviceAccounts: readonly { readonly namespace: string; readonly name: string }[];
  /** Labels of pods: values by key, by namespace. */
  readonly labels: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

const maxValues = 40;
const sorted = (names: Iterable<string>) => [...new Set(names)].toSorted();
const placeOf = ({ metadata }: Manifest) => ({ namespace: metadata.namespace ?? "", name: metadata.name });

/** Everything in `objects` that another object can name. */
export function meshNames(objects: MeshObjects): MeshNames {
  const listOf = (key: string) => objects[key] ?? [];
  const services = listOf("/Service").map((service) => ({
    ...placeOf(service),
    ports: specList(service, "ports").flatMap(({ port }) => (typeof port === "number" ? [port] : [])),
  }));
  const entryHosts = listOf("networking.istio.io/ServiceEntry").flatMap(({ spec }) => {
    const hosts = spec?.["hosts"];
    return Array.isArray(hosts) ? hosts.filter((host) => typeof host === "string") : [];
  });
  return {
    namespaces: sorted(listOf("/Namespace").map(({ metadata }) => metadata.name)),
    services,
    hosts: sorted([...services.map((service) => hostFromService(service)), ...entryHosts]),
    subsets: subsetsByHost(listOf("networking.istio.io/DestinationRule")),
    gateways: sorted(
      listOf("networking.istio.io/Gateway").map(
        ({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`,
      ),
    ),
    apiGateways: listOf("gateway.networking.k8s.io/Gateway").map((gateway) => ({
      ...placeOf(gateway),
      listeners: specList(gateway, "listeners").flatMap(({ name }) =>
        typeof name === "string" ? [name] : [],
      ),
    })),
    secrets: secretsIn(objects),
    serviceAccounts: listOf("/ServiceAccount").map(placeOf),
    labels: labelsByNamespace(listOf("/Pod")),
  };
}

function subsetsByHost(rules: readonly Manifest[]): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  for (const rule of rules) {
    const host = fullHost(String(rule.spec?.["host"] ?? ""), rule.metadata.namespace ?? "");
    const names = specList(rule, "subsets").flatMap(({ name }) => (typeof name === "string" ? [name] : []));
    found[host] = sorted([...(found[host] ?? []), ...names]);
  }
  return found;
}

function secretsIn(objects: MeshObjects): readonly string[] {
  const lookup = meshLookup({});
  const holders = [
    "networking.istio.io/Gateway",
    "networking.istio.io/DestinationRule",
    "gateway.networking.k8s.io/Gateway",
  ];
  const references = holders.flatMap((key) => objects[key] ?? []).flatMap((one) => referencesOf(one, lookup));
  return sorted(
    references
      .filter(({ role }) => role === "secret")
      .map(({ text }) => text.replace(/^Secret (?:.*\/)?/, "")),
  );
}

function labelsByNamespace(pods: readonly Manifest[]): MeshNames["labels"] {
  const found: Record<string, Record<string, Set<string>>> = {};
  for (const { metadata } of pods) {
    const own = (found[metadata.namespace ?? ""] ??= {});
    for (const [key, value] of Object.entries(isRecord(metadata.labels) ? metadata.labels : {})) {
      const values = (own[key] ??= new Set());
      if (values.size < maxValues) values.add(String(value));
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([namespace, keys]) => [
      namespace,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, sorted(values)])),
    ]),
  );
}
