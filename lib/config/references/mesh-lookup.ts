import { isRecord, specList } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { hostFromService, serviceFromHost } from "@/lib/mesh/service-host";
import { rootNamespace, selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";

/** What a name stands for. `refs` undefined: the kind could not be read. */
export type Found = { readonly refs: readonly ObjectRef[] | undefined };

/** Names of the mesh, looked up. */
export type MeshLookup = {
  readonly object: (key: string, namespace: string, name: string) => Found;
  /** Services, ServiceEntries and, for an HTTPRoute's sake, nothing else: what a host stands for in a namespace. */
  readonly host: (host: string, namespace: string) => Found;
  readonly subset: (host: string, namespace: string, subset: string) => Found;
  /** Workloads whose pods have these labels; every namespace for "". */
  readonly workloads: (selector: Readonly<Record<string, string>>, namespace: string) => Found;
};

const workloadKeys = ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"];

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
const textRecord = (value: unknown): Record<string, string> =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)])) : {};

/** The labels of a workload's pods. */
function podLabels(workload: Manifest): Record<string, string> {
  if (workload.kind === "WorkloadEntry") return textRecord(workload.spec?.["labels"]);
  const template = workload.spec?.["template"];
  const metadata = isRecord(template) ? template["metadata"] : undefined;
  return textRecord(isRecord(metadata) ? metadata["labels"] : undefined);
}

/** Looks names up in `objects`; built once for many references. */
export function meshLookup(objects: MeshObjects): MeshLookup {
  const named = new Map<string, Map<string, Manifest>>();
  const listOf = (key: string) => {
    const list = objects[key];
    if (list === undefined) return undefined;
    const known = named.get(key) ?? new Map(list.map((one) => [placeOf(one), one]));
    named.set(key, known);
    return known;
  };
  const entries = objects["networking.istio.io/ServiceEntry"];
  const rules = objects["networking.istio.io/DestinationRule"];

  const object: MeshLookup["object"] = (key, namespace, name) => {
    const list = listOf(key);
    const found = list?.get(`${namespace}/${name}`);
    return { refs: list === undefined ? undefined : found === undefined ? [] : [refFromManifest(found)] };
  };
  const host: MeshLookup["host"] = (text, namespace) => {
    const service = serviceFromHost(text, namespace);
    const direct = service === undefined ? { refs: [] } : object("/Service", service.namespace, service.name);
    const full = fullHost(text, namespace);
    const named = (entries ?? []).filter(({ spec }) =>
      strings(spec?.["hosts"]).some((one) => covers(one, full)),
    );
    const refs = [...(direct.refs ?? []), ...named.map(refFromManifest)];
    const isUnread = entries === undefined || direct.refs === undefined;
    return { refs: refs.length === 0 && isUnread ? undefined : refs };
  };
  return {
    object,
    host,
    subset(text, namespace, subset) {
      const full = fullHost(text, namespace);
      const refs = (rules ?? []).filter(
        (rule) =>
          fullHost(String(rule.spec?.["host"] ?? ""), rule.metadata.namespace ?? "") === full &&
          specList(rule, "subsets").some(({ name }) => name === subset),
      );
      return { refs: rules === undefined ? undefined : refs.map(refFromManifest) };
    },
    workloads(selector, namespace) {
      const lists = [...workloadKeys, "networking.istio.io/WorkloadEntry"].map((key) => objects[key]);
      const everywhere = namespace === "" || namespace === rootNamespace;
      const refs = lists
        .flatMap((list) => list ?? [])
        .filter(
          (one) =>
            (everywhere || one.metadata.namespace === namespace) && selectorMatches(selector, podLabels(one)),
        )
        .map(refFromManifest);
      return { refs: refs.length === 0 && lists.slice(0, 3).includes(undefined) ? undefined : refs };
    },
  };
}

const placeOf = ({ metadata }: Manifest) => `${metadata.namespace ?? ""}/${metadata.name}`;

/** The FQDN that `host` means in `namespace`; other hosts come back as they are. */
export function fullHost(host: string, namespace: string): string {
  const service = serviceFromHost(host, namespace);
  return service === undefined ? host : hostFromService(service);
}

function covers(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith("*") && host.endsWith(pattern.slice(1)));
}
