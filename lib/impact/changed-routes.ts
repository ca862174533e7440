import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { ChangedObject } from "./changed-objects";

/** Whether the object decides about nothing but whose requests are let in. */
export function isAboutAccess({ ref }: ChangedObject): boolean {
  return ref.kind === "AuthorizationPolicy" || ref.kind === "RequestAuthentication";
}

/** Kinds that decide who may call and how, or whose effect on routes is not modelled. */
const routeless = new Set([
  "AuthorizationPolicy",
  "RequestAuthentication",
  "PeerAuthentication",
  "EnvoyFilter",
  "WasmPlugin",
  "Telemetry",
  "ProxyConfig",
]);

/**
 * Whether no route of any proxy can differ by the change. Of DestinationRules only the hash of load balancing is in
 * routes; while one rule of the mesh has one, any other can take its place or give way to it.
 */
export function leavesRoutes(changed: readonly ChangedObject[], sides: readonly MeshObjects[]): boolean {
  const others = changed.filter(({ ref }) => !routeless.has(ref.kind));
  return (
    others.every(({ ref }) => ref.kind === "DestinationRule") && (others.length === 0 || !sides.some(hasHash))
  );
}

function hasHash(objects: MeshObjects): boolean {
  const rules = objects["networking.istio.io/DestinationRule"] ?? [];
  return rules.some(({ spec }) => JSON.stringify(spec ?? {}).includes("consistentHash"));
}
