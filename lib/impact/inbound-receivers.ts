import { isRecord } from "@/lib/config/clean-manifest";
import { cleanManifest, isSameJson } from "@/lib/config/clean-manifest";
import type { MeshWorkload } from "@/lib/effective/mesh-workloads";
import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";
import type { ChangedObject } from "./changed-objects";
import type { XdsType } from "./model";
import type { RoutingView } from "./routing-view";
import { selectedWorkloads } from "./selected-workloads";

const policyKinds = new Set(["AuthorizationPolicy", "RequestAuthentication"]);
const opaqueKinds = new Set(["EnvoyFilter", "WasmPlugin", "Telemetry", "ProxyConfig"]);

/** Kinds whose effect on a proxy is not modelled: that it arrives is all that is known. */
export function isOpaqueKind(kind: string): boolean {
  return opaqueKinds.has(kind);
}

/** What each workload's own side of a change is sent as, by "namespace/name": who may call it, and how. */
export function inboundTypes(view: RoutingView): ReadonlyMap<string, ReadonlySet<XdsType>> {
  const types = new Map<string, Set<XdsType>>();
  const add = (workload: MeshWorkload, more: readonly XdsType[]): void => {
    const key = `${workload.namespace}/${workload.name}`;
    const own = types.get(key) ?? new Set<XdsType>();
    types.set(key, own);
    for (const type of more) own.add(type);
  };
  for (const object of view.mesh.changed) {
    const sent = sentAs(object);
    if (sent.length === 0) continue;
    for (const workload of selectedWorkloads(view.mesh.after, object)) {
      if (workload.dataplane === "none") continue;
      if (object.ref.kind === "PeerAuthentication" && !modeChanges(view, workload, object)) continue;
      add(workload, sent);
    }
  }
  return types;
}

function sentAs({ ref, before, after }: ChangedObject): readonly XdsType[] {
  const isSame =
    before !== undefined &&
    after !== undefined &&
    isSameJson(cleanManifest(before).spec, cleanManifest(after).spec);
  if (isSame) return [];
  if (policyKinds.has(ref.kind) || ref.kind === "PeerAuthentication") return ["LDS"];
  if (!isOpaqueKind(ref.kind)) return [];
  return ref.kind === "EnvoyFilter" ? patchTypes([before?.spec, after?.spec]) : ["LDS"];
}

/** The modes of the workload on every port that the policy names, and on the others. */
function modeChanges(view: RoutingView, workload: MeshWorkload, object: ChangedObject): boolean {
  const ports = [object.before, object.after].flatMap((manifest) => {
    const byPort = manifest?.spec?.["portLevelMtls"];
    return isRecord(byPort) ? Object.keys(byPort).map(Number) : [];
  });
  const { namespace, labels } = workload;
  return [undefined, ...ports].some((port) => {
    const at = { namespace, labels, ...(port === undefined ? {} : { port }) };
    const before = peerAuthenticationMode({ objects: view.mesh.before, ...at });
    const after = peerAuthenticationMode({ objects: view.mesh.after, ...at });
    return before.mode !== after.mode;
  });
}

/** Where the patches of an EnvoyFilter land. */
function patchTypes(specs: readonly unknown[]): readonly XdsType[] {
  const types = new Set<XdsType>();
  for (const spec of specs)
    for (const patch of isRecord(spec) && Array.isArray(spec["configPatches"]) ? spec["configPatches"] : []) {
      const target: unknown = isRecord(patch) ? patch["applyTo"] : undefined;
      if (target === "CLUSTER") types.add("CDS");
      else if (target === "ROUTE_CONFIGURATION" || target === "VIRTUAL_HOST" || target === "HTTP_ROUTE")
        types.add("RDS");
      else types.add("LDS");
    }
  return [...types];
}
