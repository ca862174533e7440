import type { Manifest } from "@/lib/config/manifest";
import { seedObject, type SeededObject } from "@/server/demo/kubernetes/seed/seeded-object";
import type { MeshSpec, ServiceSpec } from "@/server/demo/world/spec";

export const hostOf = ({ name, namespace }: { readonly name: string; readonly namespace: string }) =>
  `${name}.${namespace}.svc.cluster.local`;

/** How a tool leaves its mark on what it writes. */
type Ownership = Pick<SeededObject, "manager" | "operation" | "labels" | "annotations">;

function argoCd(service: ServiceSpec, kind: string): Ownership {
  const id = `${service.namespace}:networking.istio.io/${kind}:${service.namespace}/${service.name}`;
  return {
    manager: "argocd-controller",
    operation: "Apply",
    annotations: { "argocd.argoproj.io/tracking-id": id },
  };
}

function helm(service: ServiceSpec): Ownership {
  return {
    manager: "helm",
    labels: { "app.kubernetes.io/managed-by": "Helm", app: service.name },
    annotations: {
      "meta.helm.sh/release-name": service.name,
      "meta.helm.sh/release-namespace": service.namespace,
    },
  };
}

function kubectl(kind: string, service: ServiceSpec, spec: unknown): Ownership {
  const metadata = { annotations: {}, name: service.name, namespace: service.namespace };
  const applied = JSON.stringify({ apiVersion: "networking.istio.io/v1", kind, metadata, spec });
  return {
    manager: "kubectl-client-side-apply",
    annotations: { "kubectl.kubernetes.io/last-applied-configuration": `${applied}\n` },
  };
}

/** Each versioned service is looked after by another tool, as it is in a grown mesh. */
function ownershipOf(index: number, kind: string, service: ServiceSpec, spec: unknown): Ownership {
  switch (index % 3) {
    case 0:
      return kubectl(kind, service, spec);
    case 1:
      return argoCd(service, kind);
    default:
      return helm(service);
  }
}

function splitSpec(service: ServiceSpec) {
  const [first, ...others] = service.workloads;
  const canaryPercent = Math.floor(10 / Math.max(1, others.length));
  const route = [first, ...others]
    .filter((workload) => workload !== undefined)
    .map((workload, index) => ({
      destination: { host: hostOf(service), subset: workload.version },
      weight: index === 0 ? 100 - canaryPercent * others.length : canaryPercent,
    }));
  const retries = { attempts: 2, perTryTimeout: "2s", retryOn: "connect-failure,refused-stream,unavailable" };
  return { hosts: [hostOf(service)], http: [{ name: "primary", route, timeout: "6s", retries }] };
}

function subsetsSpec(service: ServiceSpec) {
  return {
    host: hostOf(service),
    trafficPolicy: {
      connectionPool: {
        tcp: { maxConnections: 1000, connectTimeout: "2s" },
        http: { http2MaxRequests: 1000 },
      },
      outlierDetection: {
        consecutive5xxErrors: 7,
        interval: "10s",
        baseEjectionTime: "30s",
        maxEjectionPercent: 50,
      },
    },
    subsets: service.workloads.map(({ version }) => ({ name: version, labels: { version } })),
  };
}

function versionedService(service: ServiceSpec, index: number, createdMs: number): readonly Manifest[] {
  const common = {
    apiVersion: "networking.istio.io/v1",
    namespace: service.namespace,
    name: service.name,
    createdMs,
  };
  return (["VirtualService", "DestinationRule"] as const).map((kind) => {
    const spec = kind === "VirtualService" ? splitSpec(service) : subsetsSpec(service);
    return seedObject({ ...common, kind, body: { spec }, ...ownershipOf(index, kind, service, spec) });
  });
}

/** Time-outs and retries of services with one version, by Flux and by hand. */
function singleVersionRoutes(services: readonly ServiceSpec[], createdMs: number): readonly Manifest[] {
  const [first, second] = services;
  const route = (service: ServiceSpec, timeout: string, attempts: number) => ({
    hosts: [hostOf(service)],
    http: [{ route: [{ destination: { host: hostOf(service) } }], timeout, retries: { attempts } }],
  });
  const common = { apiVersion: "networking.istio.io/v1", kind: "VirtualService", createdMs };
  return [
    ...(first === undefined
      ? []
      : [
          seedObject({
            ...common,
            namespace: first.namespace,
            name: first.name,
            manager: "kustomize-controller",
            operation: "Apply",
            labels: {
              "kustomize.toolkit.fluxcd.io/name": "mesh-routing",
              "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
            },
            body: { spec: route(first, "5s", 2) },
          }),
        ]),
    ...(second === undefined
      ? []
      : [
          seedObject({
            ...common,
            namespace: second.namespace,
            name: second.name,
            manager: "kubectl-edit",
            body: { spec: withHeaders(route(second, "8s", 1)) },
          }),
        ]),
  ];
}

/** Header changes that somebody made by hand. */
function withHeaders<T extends { readonly http: readonly object[] }>(spec: T) {
  const headers = {
    request: { set: { "x-tenant": "shop" }, add: { "x-hop": "cart" }, remove: ["x-debug"] },
    response: { set: { "cache-control": "no-store" }, remove: ["server-timing"] },
  };
  return { ...spec, http: spec.http.map((route) => ({ ...route, headers })) };
}

/** Splits and subsets of all versioned services, and two plain routes. */
export function trafficObjects(spec: MeshSpec, createdMs: number): readonly Manifest[] {
  const isHttp = (service: ServiceSpec) => service.ports.some((port) => port.protocol === "http");
  const inside = spec.services.filter(
    (service) =>
      service.externalHost === undefined &&
      isHttp(service) &&
      service.workloads.every((workload) => workload.dataplane === "sidecar"),
  );
  const versioned = inside.filter((service) => service.workloads.length > 1);
  const single = inside.filter((service) => service.workloads.length === 1);
  return [
    ...versioned.flatMap((service, index) => versionedService(service, index, createdMs + index * 60_000)),
    ...singleVersionRoutes(single, createdMs + 3_600_000),
  ];
}
