import { z } from "zod";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/graph/inventory";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { serviceFromHost } from "@/lib/mesh/service-host";

/** How an object bears on a service. */
export type ApplicableObject = {
  readonly ref: ObjectRef;
  readonly relation: "routes" | "sends_here" | "policy" | "selects_workload" | "namespace_wide" | "mesh_wide";
  readonly createdAt?: string;
};

export type ServiceTarget = {
  readonly namespace: string;
  readonly name: string;
  /** Labels of each workload behind the service. */
  readonly workloadLabels: readonly Readonly<Record<string, string>>[];
  readonly rootNamespace: string;
};

const labelsSchema = z.record(z.string(), z.string());
const hostsSchema = z.object({ hosts: z.array(z.string()) });
const hostSchema = z.object({ host: z.string() });
const parentRefsSchema = z.object({
  parentRefs: z.array(
    z.looseObject({ kind: z.string().optional(), name: z.string(), namespace: z.string().optional() }),
  ),
});

/**
 * The objects that decide about traffic to a service, routes first. Selectors follow Istio's rule: one without a
 * selector holds for its namespace, in the root namespace for the mesh.
 */
export function applicableObjects(
  target: ServiceTarget,
  manifests: readonly Manifest[],
): readonly ApplicableObject[] {
  const order = ["routes", "policy", "sends_here", "selects_workload", "namespace_wide", "mesh_wide"];
  return manifests
    .flatMap((manifest) => {
      const relation = relationOf(target, manifest);
      if (relation === undefined) return [];
      const createdAt = manifest.metadata.creationTimestamp;
      return [
        { ref: refFromManifest(manifest), relation, ...(typeof createdAt === "string" ? { createdAt } : {}) },
      ];
    })
    .toSorted(
      (a, b) => order.indexOf(a.relation) - order.indexOf(b.relation) || (a.ref.name < b.ref.name ? -1 : 1),
    );
}

function relationOf(target: ServiceTarget, manifest: Manifest): ApplicableObject["relation"] | undefined {
  switch (manifest.kind) {
    case "VirtualService":
      if (hostsOf(manifest).some((host) => isTarget(target, host, manifest))) return "routes";
      return destinationHosts(manifest.spec).some((host) => isTarget(target, host, manifest))
        ? "sends_here"
        : undefined;
    case "ServiceEntry":
      return hostsOf(manifest).some((host) => host === target.name || isTarget(target, host, manifest))
        ? "routes"
        : undefined;
    case "DestinationRule": {
      const spec = hostSchema.safeParse(manifest.spec);
      return spec.success && (spec.data.host === target.name || isTarget(target, spec.data.host, manifest))
        ? "policy"
        : undefined;
    }
    case "HTTPRoute":
    case "GRPCRoute":
      if (hasParentService(target, manifest)) return "routes";
      return backendNames(manifest.spec, manifest.metadata.namespace ?? "").has(
        `${target.namespace}/${target.name}`,
      )
        ? "sends_here"
        : undefined;
    case "AuthorizationPolicy":
    case "PeerAuthentication":
    case "RequestAuthentication":
    case "Sidecar":
    case "EnvoyFilter":
      return bySelector(target, manifest);
    default:
      return undefined;
  }
}

function hostsOf(manifest: Manifest): readonly string[] {
  const spec = hostsSchema.safeParse(manifest.spec);
  return spec.success ? spec.data.hosts : [];
}

function isTarget(target: ServiceTarget, host: string, manifest: Manifest): boolean {
  const service = serviceFromHost(host, manifest.metadata.namespace ?? "");
  return service?.namespace === target.namespace && service.name === target.name;
}

/** Every `destination.host` below a VirtualService's spec, mirrors included. */
function destinationHosts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(destinationHosts);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const host = key === "destination" || key === "mirror" ? hostSchema.safeParse(child) : undefined;
    return host?.success === true ? [host.data.host] : destinationHosts(child);
  });
}

function hasParentService(target: ServiceTarget, manifest: Manifest): boolean {
  const spec = parentRefsSchema.safeParse(manifest.spec);
  if (!spec.success) return false;
  const own = manifest.metadata.namespace ?? "";
  return spec.data.parentRefs.some(
    (parent) =>
      parent.kind === "Service" &&
      parent.name === target.name &&
      (parent.namespace ?? own) === target.namespace,
  );
}

function backendNames(value: unknown, namespace: string): ReadonlySet<string> {
  const names = new Set<string>();
  const schema = z.array(z.looseObject({ name: z.string(), namespace: z.string().optional() }));
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== "object" || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      const backends = key === "backendRefs" ? schema.safeParse(child) : undefined;
      if (backends?.success === true)
        for (const each of backends.data) names.add(`${each.namespace ?? namespace}/${each.name}`);
      else visit(child);
    }
  };
  visit(value);
  return names;
}

function bySelector(target: ServiceTarget, manifest: Manifest): ApplicableObject["relation"] | undefined {
  const namespace = manifest.metadata.namespace ?? "";
  const isRoot = namespace === target.rootNamespace;
  if (namespace !== target.namespace && !isRoot) return undefined;
  const selector = selectorOf(manifest.spec ?? {});
  if (selector === undefined) return isRoot ? "mesh_wide" : "namespace_wide";
  return target.workloadLabels.some((labels) => selectorMatches(selector, labels))
    ? "selects_workload"
    : undefined;
}

function selectorOf(spec: Readonly<Record<string, unknown>>): Record<string, string> | undefined {
  const node = spec["selector"] ?? spec["workloadSelector"];
  if (typeof node !== "object" || node === null) return undefined;
  const { matchLabels, labels } = node as { matchLabels?: unknown; labels?: unknown };
  const parsed = labelsSchema.safeParse(matchLabels ?? labels);
  return parsed.success && Object.keys(parsed.data).length > 0 ? parsed.data : undefined;
}
