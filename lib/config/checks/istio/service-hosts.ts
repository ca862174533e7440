import {
  annotationsOf,
  namespaceOf,
  numberFrom,
  pairs,
  record,
  records,
  specOf,
  texts,
} from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";

/** A host that somebody may send to, with its ports and the labels of its workloads. */
type HostTarget = {
  readonly manifest: Manifest;
  readonly ports: readonly number[];
  readonly workloadLabels: Readonly<Record<string, string>>;
};

type Wildcard = { readonly suffix: string; readonly scope: string; readonly target: HostTarget };
export type HostIndex = {
  /** By scope and FQDN. */
  readonly exact: ReadonlyMap<string, HostTarget>;
  readonly wildcards: readonly Wildcard[];
};

const everywhere = "*";
const exportKey = "networking.istio.io/exportTo";

/** The FQDN of a short name; names with dots and wildcards stay. Source: Istio's rule for hosts in its analyzers. */
export function hostInNamespace(host: string, namespace: string): string {
  return host.startsWith("*") || host.includes(".") ? host : `${host}.${namespace}.svc.cluster.local`;
}

/** Namespaces that an object is exported to, "*" for all. */
export function exportScopes(exportTo: readonly string[], namespace: string): readonly string[] {
  if (exportTo.length === 0 || exportTo.includes(everywhere)) return [everywhere];
  return [...new Set(exportTo.map((scope) => (scope === "." ? namespace : scope)))];
}

function portsOf(manifest: Manifest, field: "port" | "number"): readonly number[] {
  return records(specOf(manifest)["ports"]).flatMap((port) => numberFrom(port[field]) ?? []);
}

const addKey = (scope: string, host: string): string => `${scope}/${host}`;

/** Every host of Services and ServiceEntries by the scope in which it is seen. */
export const hostIndex = memoByIdentity(
  (services: readonly Manifest[], serviceEntries: readonly Manifest[]): HostIndex => {
    const exact = new Map<string, HostTarget>();
    const wildcards: Wildcard[] = [];
    for (const manifest of serviceEntries) {
      const { hosts, exportTo, workloadSelector } = specOf(manifest);
      const namespace = namespaceOf(manifest);
      const target = {
        manifest,
        ports: portsOf(manifest, "number"),
        workloadLabels: pairs(record(workloadSelector)["labels"]),
      };
      for (const scope of exportScopes(texts(exportTo), namespace)) {
        for (const host of texts(hosts)) {
          const full = hostInNamespace(host, namespace);
          exact.set(addKey(scope, full), target);
          if (full.startsWith("*")) wildcards.push({ suffix: full.slice(1), scope, target });
        }
      }
    }
    for (const manifest of services) {
      const namespace = namespaceOf(manifest);
      const host = hostInNamespace(manifest.metadata.name, namespace);
      const target = { manifest, ports: portsOf(manifest, "port"), workloadLabels: {} };
      const scopes =
        annotationsOf(manifest)
          [exportKey]?.split(",")
          .map((scope) => scope.trim()) ?? [];
      for (const scope of exportScopes(
        scopes.filter((one) => one !== ""),
        namespace,
      )) {
        exact.set(addKey(scope, host), target);
      }
    }
    return { exact, wildcards };
  },
);

/** What `host` means for an object of `namespace` with this `exportTo`; undefined when nobody has it. */
export function findHost(
  index: HostIndex,
  from: { readonly namespace: string; readonly exportTo: readonly string[] },
  host: string,
): HostTarget | undefined {
  const { namespace, exportTo } = from;
  const full = hostInNamespace(host, namespace);
  const scopes = exportTo.length === 0 ? [namespace] : exportTo.map((one) => (one === "." ? namespace : one));
  for (const scope of [everywhere, ...scopes]) {
    const target = index.exact.get(addKey(scope, full));
    if (target !== undefined) return target;
  }
  const plain = host.startsWith("*") ? host.slice(1) : host;
  return index.wildcards.find(
    ({ suffix, scope }) => (scope === everywhere || scope === namespace) && plain.endsWith(suffix),
  )?.target;
}

/** Whether a host with a wildcard takes in any host that there is. */
export function coversAny({ exact }: HostIndex, host: string): boolean {
  return host.startsWith("*") && [...exact.keys()].some((key) => key.endsWith(host.slice(1)));
}

/** A VirtualService or DestinationRule as the place from which a host is read. */
export function placeOf(manifest: Manifest): {
  readonly namespace: string;
  readonly exportTo: readonly string[];
} {
  return { namespace: namespaceOf(manifest), exportTo: texts(specOf(manifest)["exportTo"]) };
}
