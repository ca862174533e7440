import { isRecord } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type { DelegatedSystem } from "@/lib/delivery/delegated-verb";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { isHostOf, type ServiceName } from "@/lib/routing/snapshot";
import { selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";

/** Another controller's object that decides about a service's traffic. */
export type DelegatedOwner = {
  readonly system: DelegatedSystem;
  readonly ref: ObjectRef;
  /** The field that says so: `spec.strategy.canary.stableService`. */
  readonly evidence: string;
};

/**
 * The Canary or Rollout which sets the service's weights or pods, so that no run of ours may. Undefined when there is
 * none, and when the kinds could not be read: the caller knows that from the warnings of its read.
 */
export function delegatedOwner(objects: MeshObjects, service: ServiceName): DelegatedOwner | undefined {
  for (const canary of objects["flagger.app/Canary"] ?? []) {
    const evidence = flaggerEvidence(canary, service);
    if (evidence !== undefined) return { system: "flagger", ref: refFromManifest(canary), evidence };
  }
  for (const rollout of objects["argoproj.io/Rollout"] ?? []) {
    const evidence = argoEvidence(objects, rollout, service);
    if (evidence !== undefined) return { system: "argo", ref: refFromManifest(rollout), evidence };
  }
  return undefined;
}

function at(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split(".")) found = isRecord(found) ? found[key] : undefined;
  return found;
}

const isNear = ({ metadata }: Manifest, { namespace }: ServiceName) => metadata.namespace === namespace;

function flaggerEvidence(canary: Manifest, service: ServiceName): string | undefined {
  if (!isNear(canary, service)) return undefined;
  const named = at(canary.spec, "service.name");
  const apex = named ?? at(canary.spec, "targetRef.name");
  if (typeof apex !== "string" || apex === "") return undefined;
  // Flagger makes and keeps all three Services.
  if (![apex, `${apex}-primary`, `${apex}-canary`].includes(service.name)) return undefined;
  return named === undefined ? "spec.targetRef.name" : "spec.service.name";
}

const argoServiceFields = [
  "strategy.canary.stableService",
  "strategy.canary.canaryService",
  "strategy.canary.pingPong.pingService",
  "strategy.canary.pingPong.pongService",
  "strategy.blueGreen.activeService",
  "strategy.blueGreen.previewService",
];

function argoEvidence(objects: MeshObjects, rollout: Manifest, service: ServiceName): string | undefined {
  const field = argoServiceFields.find((path) => at(rollout.spec, path) === service.name);
  if (field !== undefined && isNear(rollout, service)) return `spec.${field}`;
  if (routesTo(objects, rollout, service)) return "spec.strategy.canary.trafficRouting.istio";
  return selects(objects, rollout, service) ? "spec.template.metadata.labels" : undefined;
}

/** Whether a VirtualService that the Rollout sets weights on is about the service. */
function routesTo(objects: MeshObjects, rollout: Manifest, service: ServiceName): boolean {
  const istio = at(rollout.spec, "strategy.canary.trafficRouting.istio");
  const many = at(istio, "virtualServices");
  const names = [at(istio, "virtualService"), ...(Array.isArray(many) ? many : [])].flatMap((one) => {
    const name = at(one, "name");
    return typeof name === "string" ? [name] : [];
  });
  return (objects["networking.istio.io/VirtualService"] ?? []).some((route) => {
    const namespace = route.metadata.namespace ?? "";
    const isNamed = names.some(
      (name) =>
        name === `${namespace}/${route.metadata.name}` ||
        name === `${route.metadata.name}.${namespace}` ||
        (name === route.metadata.name && namespace === rollout.metadata.namespace),
    );
    const hosts = at(route.spec, "hosts");
    return (
      isNamed &&
      Array.isArray(hosts) &&
      hosts.some((host) => typeof host === "string" && isHostOf(service, host, namespace))
    );
  });
}

/** Whether the service's pods are the Rollout's. */
function selects(objects: MeshObjects, rollout: Manifest, service: ServiceName): boolean {
  const labels = at(rollout.spec, "template.metadata.labels");
  if (!isNear(rollout, service) || !isRecord(labels)) return false;
  const found = (objects["/Service"] ?? []).find(
    ({ metadata }) => metadata.namespace === service.namespace && metadata.name === service.name,
  );
  const selector = at(found?.spec, "selector");
  if (!isRecord(selector) || Object.keys(selector).length === 0) return false;
  return selectorMatches(textsOf(selector), textsOf(labels));
}

function textsOf(value: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)]));
}
