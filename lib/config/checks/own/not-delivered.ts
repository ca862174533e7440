import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf, specOf, texts } from "@/lib/config/checks/loose";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import type { ProxySync, XdsType } from "@/lib/controlplane/sync";
import { exportedTo, rootNamespace, selectorMatches } from "@/lib/xds/mesh-objects";
import { keys } from "./mesh-kinds";
import { selectorOf } from "./selected-workloads";
import { podsByNamespace, type PodFact } from "./workloads";

/** A push that is not confirmed after this is no longer on its way. */
const patienceMs = 60_000;
/** istiod collects changes for up to 10 s before it sends them. */
const debounceMs = 15_000;

const typesByKind: Readonly<Record<string, readonly XdsType[]>> = {
  [keys.virtualService]: ["rds", "lds"],
  [keys.destinationRule]: ["cds", "eds"],
  [keys.gateway]: ["lds", "rds"],
  [keys.serviceEntry]: ["cds", "eds", "lds"],
  [keys.sidecar]: ["cds", "lds", "rds"],
  [keys.envoyFilter]: ["cds", "lds", "rds"],
  [keys.peerAuthentication]: ["lds", "cds"],
  [keys.requestAuthentication]: ["lds"],
  [keys.authorizationPolicy]: ["lds"],
  [keys.telemetry]: ["lds"],
  [keys.wasmPlugin]: ["ecds", "lds"],
  [keys.httpRoute]: ["rds"],
};

/** When somebody last wrote the object; undefined when nothing says so. */
function changedMs({ metadata }: Manifest): number | undefined {
  const times = [
    metadata.creationTimestamp,
    ...(metadata.managedFields ?? []).flatMap((entry) =>
      entry.subresource === "status" ? [] : [entry.time],
    ),
  ].map((time) => Date.parse(time ?? ""));
  const known = times.filter((time) => !Number.isNaN(time));
  return known.length === 0 ? undefined : Math.max(...known);
}

type Receiver = { readonly sync: ProxySync; readonly pod: PodFact };

function isReceiver(manifest: Manifest, { pod }: Receiver): boolean {
  const namespace = namespaceOf(manifest);
  const { labels } = selectorOf(manifest);
  if (manifest.kind === "Gateway") return pod.dataplane === "gateway";
  const isSelecting =
    /^(security|telemetry|extensions)\./.test(manifest.apiVersion) ||
    /^(EnvoyFilter|Sidecar)$/.test(manifest.kind);
  if (isSelecting)
    return (
      (namespace === rootNamespace || namespace === pod.namespace) && selectorMatches(labels, pod.labels)
    );
  return exportedTo(texts(specOf(manifest)["exportTo"]), namespace, pod.namespace);
}

/** HD0009: a change that proxies which want it have not confirmed although istiod sent it long ago. */
export const notDelivered: Rule = {
  codes: ["HD0009"],
  reads: [keys.pod, ...Object.keys(typesByKind)],
  facts: ["sync"],
  readsClock: true,
  check: (inventory) => {
    const receivers = receiversIn(inventory);
    if (!receivers.some(({ sync }) => Object.values(sync.types).some(({ state }) => state === "stale")))
      return [];
    return Object.entries(typesByKind).flatMap(([key, types]) =>
      (inventory.objects[key] ?? []).flatMap((manifest) => late(manifest, types, receivers, inventory.nowMs)),
    );
  },
};

function receiversIn({ objects, facts }: Inventory): readonly Receiver[] {
  const pods = podsByNamespace(objects);
  return (facts.sync ?? []).flatMap((sync) => {
    const pod = pods?.get(sync.namespace)?.find(({ name }) => name === sync.pod);
    return pod === undefined ? [] : [{ sync, pod }];
  });
}

function late(
  manifest: Manifest,
  types: readonly XdsType[],
  receivers: readonly Receiver[],
  nowMs: number,
): readonly Finding[] {
  const changed = changedMs(manifest);
  if (changed === undefined) return [];
  const wanted = receivers.filter((receiver) => isReceiver(manifest, receiver));
  const waiting = wanted.filter(({ sync }) =>
    types.some((type) => {
      const state = sync.types[type];
      if (state?.state !== "stale" || state.sentAtMs === undefined) return false;
      const delay = state.sentAtMs - changed;
      return delay >= -1000 && delay <= debounceMs && nowMs - state.sentAtMs > patienceMs;
    }),
  );
  if (waiting.length === 0) return [];
  return [
    findingOn(manifest, {
      code: "HD0009",
      severity: waiting.length === wanted.length ? "error" : "warning",
      path: "",
      message: `${waiting.length} of ${wanted.length} proxies have not confirmed the last change`,
      params: { count: `${waiting.length}`, total: `${wanted.length}` },
      evidence: [
        { kind: "fact", label: "changed", value: new Date(changed).toISOString() },
        ...waiting.slice(0, 10).map(({ pod }) => ({ kind: "object" as const, object: pod.ref })),
      ],
    }),
  ];
}
