import type { Manifest } from "@/lib/config/manifest";
import { policiesFor, type AuthorizationPolicy } from "@/lib/xds/authorization";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { MeshWorkload } from "./mesh-workloads";

const known = new WeakMap<readonly Manifest[], Map<string, readonly AuthorizationPolicy[]>>();
const none: readonly Manifest[] = [];

/** The AuthorizationPolicies that apply to a workload, looked up once for each list of policies. */
export function policiesOf(objects: MeshObjects, workload: MeshWorkload): readonly AuthorizationPolicy[] {
  const list = objects["security.istio.io/AuthorizationPolicy"] ?? none;
  const own = known.get(list) ?? new Map<string, readonly AuthorizationPolicy[]>();
  known.set(list, own);
  const key = `${workload.namespace}/${workload.name} ${JSON.stringify(workload.labels)}`;
  const found = own.get(key) ?? policiesFor(objects, workload);
  own.set(key, found);
  return found;
}
