import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf } from "@/lib/config/checks/loose";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type { ProxySync, XdsType } from "@/lib/controlplane/sync";
import { rootNamespace, selectorMatches } from "@/lib/xds/mesh-objects";
import { keys } from "./mesh-kinds";
import { selectorOf } from "./selected-workloads";
import { podsByNamespace, type PodFact } from "./workloads";

const words: Readonly<Partial<Record<XdsType, string>>> = {
  cds: "clusters",
  lds: "listeners",
  eds: "endpoints",
  rds: "routes",
  sds: "secrets",
  ecds: "extensions",
};

type Refusal = {
  readonly sync: ProxySync;
  readonly pod: PodFact;
  readonly type: XdsType;
  readonly error: string;
};

/**
 * HD0008: a proxy refuses what istiod sends and goes on with what it had. The finding stands on the EnvoyFilter or
 * WasmPlugin when only one can be the cause, else on the pod.
 */
export const refusedByProxy: Rule = {
  codes: ["HD0008"],
  reads: [keys.pod, keys.envoyFilter, keys.wasmPlugin],
  facts: ["sync"],
  check: (inventory) => {
    const groups = new Map<
      string,
      { readonly on: Manifest; readonly refusals: Refusal[]; readonly others: readonly Manifest[] }
    >();
    for (const refusal of refusalsIn(inventory)) {
      const suspects = suspectsOf(inventory, refusal);
      const [only] = suspects;
      const on = suspects.length === 1 && only !== undefined ? only : refusal.pod.manifest;
      const key = `${on.kind}/${namespaceOf(on)}/${on.metadata.name}/${refusal.type}`;
      const group = groups.get(key) ?? { on, refusals: [], others: on === only ? [] : suspects };
      groups.set(key, group);
      group.refusals.push(refusal);
    }
    return [...groups.values()].flatMap(({ on, refusals, others }) => finding(on, refusals, others));
  },
};

function refusalsIn({ objects, facts }: Inventory): readonly Refusal[] {
  const pods = podsByNamespace(objects);
  return (facts.sync ?? []).flatMap((sync) => {
    const pod = pods?.get(sync.namespace)?.find(({ name }) => name === sync.pod);
    if (pod === undefined) return [];
    return (Object.keys(sync.types) as XdsType[]).flatMap((type) => {
      const state = sync.types[type];
      return state?.state === "error" ? [{ sync, pod, type, error: state.error ?? "" }] : [];
    });
  });
}

/** Objects whose content reaches Envoy unread by istiod and which this proxy takes. */
function suspectsOf({ objects }: Inventory, { pod }: Refusal): readonly Manifest[] {
  return [keys.envoyFilter, keys.wasmPlugin].flatMap((key) =>
    (objects[key] ?? []).filter((manifest) => {
      const namespace = namespaceOf(manifest);
      if (namespace !== pod.namespace && namespace !== rootNamespace) return false;
      return selectorMatches(selectorOf(manifest).labels, pod.labels);
    }),
  );
}

function finding(
  on: Manifest,
  refusals: readonly Refusal[],
  others: readonly Manifest[],
): readonly Finding[] {
  const [first] = refusals;
  if (first === undefined) return [];
  const part = words[first.type] ?? first.type;
  return [
    findingOn(on, {
      code: "HD0008",
      severity: "error",
      path: on.kind === "Pod" ? "" : "spec",
      message: `${refusals.length === 1 ? "A proxy refuses its" : `${refusals.length} proxies refuse their`} ${part}: ${first.error}`,
      params: { count: `${refusals.length}`, part, error: first.error },
      evidence: [
        ...refusals.slice(0, 10).map(({ pod }) => ({ kind: "object" as const, object: pod.ref })),
        ...others.map((manifest) => ({ kind: "object" as const, object: refFromManifest(manifest) })),
        { kind: "fact", label: "replica", value: first.sync.replica },
      ],
    }),
  ];
}
