import type { Manifest } from "@/lib/config/manifest";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { servicesFromMetadata } from "@/lib/proxies/provenance";
import { fieldAt, itemsField, numberField, textsField } from "@/lib/proxies/proto-json";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import type { Cause } from "../change";
import { createdBetween, formerVersions, isTimeBetween, writtenBetween, type CauseContext } from "./context";
import { causeOfKind, hasCandidates, wasWritten } from "./kind-candidates";

type ServiceRef = { readonly host: string; readonly name: string; readonly namespace: string };

const kubernetesHost = /^([^.]+)\.([^.]+)\.svc\./;

/** The service of a host, by the stamp of its cluster on either side, else by the form of the name. */
export function serviceOfCluster(context: CauseContext, cluster: string): ServiceRef | undefined {
  const named = parseEnvoyClusterName(cluster)?.host ?? "";
  if (kubernetesHost.test(named)) return serviceOfHost(named);
  const found = context.lookup("right", "clusters", cluster) ?? context.lookup("left", "clusters", cluster);
  const [stamped] = servicesFromMetadata(found);
  const host = stamped?.host ?? named;
  return host === "" ? undefined : serviceOfHost(host, stamped?.namespace ?? "");
}

export function serviceOfHost(host: string, namespace = ""): ServiceRef {
  const match = kubernetesHost.exec(host);
  return match === null
    ? { host, name: "", namespace }
    : { host, name: match[1] ?? "", namespace: match[2] ?? "" };
}

function objectOf(service: ServiceRef, context: CauseContext): Manifest | undefined {
  const { objects, former = [] } = context.facts;
  if (service.name !== "")
    return objects?.["/Service"]?.find(
      ({ metadata }) => metadata.name === service.name && metadata.namespace === service.namespace,
    );
  const isOfHost = (manifest: Manifest) => textsField(manifest.spec, "hosts").includes(service.host);
  return (
    objects?.["networking.istio.io/ServiceEntry"]?.find(isOfHost) ??
    former.find(
      ({ manifest, atMs }) =>
        manifest.kind === "ServiceEntry" && isOfHost(manifest) && isTimeBetween(atMs, context.facts) === true,
    )?.manifest
  );
}

const exportAnnotation = "networking.istio.io/exportTo";

/** Whether a service is shown to the proxy's namespace. Source: `exportTo`, `.` is its own namespace and `*` are all. */
function isExported(manifest: Manifest, { proxy }: CauseContext["facts"]): boolean {
  const annotated = manifest.metadata.annotations?.[exportAnnotation];
  const targets = annotated === undefined ? textsField(manifest.spec, "exportTo") : annotated.split(",");
  if (targets.length === 0 || proxy === undefined) return true;
  const own = manifest.metadata.namespace ?? "";
  return targets.some((each) => {
    const target = each.trim();
    return target === "*" || target === proxy.namespace || (target === "." && own === proxy.namespace);
  });
}

/**
 * Whether a rewritten object can be why a port came or went: not when it went and the object still has and shows it, nor
 * when it came and the object had and showed it before.
 */
function mayHaveSaid(manifest: Manifest, context: CauseContext): boolean {
  const { resource, pathText, difference, facts } = context;
  const port =
    parseEnvoyClusterName(resource)?.port ??
    Number(/(?:_|:)(\d+)$/.exec(resource)?.[1] ?? /:(\d+)\]$/.exec(pathText)?.[1] ?? Number.NaN);
  const shows = (each: Manifest) => isExported(each, facts) && hasPort(each, port);
  if (difference.kind === "removed") return !shows(manifest);
  if (difference.kind !== "added") return true;
  const before = formerVersions(manifest, facts);
  return before.length === 0 || !before.every(shows);
}

function hasPort(manifest: Manifest, port: number): boolean {
  return itemsField(manifest.spec, "ports").some(
    (each) => (numberField(each, "number") ?? numberField(each, "port")) === port,
  );
}

/** What this proxy may reach beyond the services that it knows: its Sidecar says so, or else the mesh's settings. */
export function scopeCause({ facts }: CauseContext): Cause {
  const isSidecar =
    hasCandidates("networking.istio.io/Sidecar", facts) !== false ||
    wasWritten("networking.istio.io/Sidecar", facts);
  return isSidecar ? causeOfKind("networking.istio.io/Sidecar", facts) : meshSettings();
}

/** The mesh's own settings, as nothing else is there to say it. */
export function meshSettings(): Cause {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    namespace: rootNamespace,
    name: "istio",
    confidence: "guessed",
    reason: "only_kind",
  };
}

/**
 * Why a service's configuration came or went: the service itself was made or deleted, or only the proxy's sight of it
 * changed, because it was there before and is there now.
 */
export function serviceCause(service: ServiceRef, context: CauseContext): Cause {
  const { facts } = context;
  const manifest = objectOf(service, context);
  const isNew = manifest === undefined ? undefined : createdBetween(manifest, facts);
  const isEntry = service.name === "";
  // Rewritten since: whatever it is that came or went, it is this object that says so.
  const isRewritten =
    manifest !== undefined && writtenBetween(manifest, facts) === true && mayHaveSaid(manifest, context);
  const isScope =
    !isRewritten &&
    (isNew === false ||
      (isNew === undefined && manifest !== undefined && wasWritten("networking.istio.io/Sidecar", facts)));
  if (isScope && hasCandidates("networking.istio.io/Sidecar", facts) !== undefined)
    return { ...causeOfKind("networking.istio.io/Sidecar", facts), reason: "scope" };
  const name = isEntry ? manifest?.metadata.name : service.name;
  return {
    apiVersion: isEntry ? "networking.istio.io/v1" : "v1",
    kind: isEntry ? "ServiceEntry" : "Service",
    namespace: manifest?.metadata.namespace ?? service.namespace,
    ...(name === undefined ? {} : { name }),
    confidence: "derived",
    reason: "service",
  };
}

/** The cluster that a listener's only TCP proxy points to; undefined when there is none. */
export function clusterOfListener(listener: unknown): string | undefined {
  const text = JSON.stringify(fieldAt(listener, "filter_chains") ?? []);
  return /"cluster":"((?:out|in)bound\|[^"]+)"/.exec(text)?.[1];
}
