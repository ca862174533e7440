import type { Manifest } from "@/lib/config/manifest";
import type { CallEdge } from "@/lib/impact/traffic-edges";
import { objectsFromManifests, type MeshObjects } from "@/lib/xds/mesh-objects";

const istio = "networking.istio.io/v1";
const serviceCount = 400;
const namespaceCount = 40;
const podsOfService = 5;

/** The namespace of a service of the mesh, by its number. */
export const namespaceOf = (index: number): string => `ns-${index % namespaceCount}`;

function manifest(apiVersion: string, kind: string, name: string, namespace: string, rest: object): Manifest {
  const metadata = { name, namespace, creationTimestamp: "2026-01-01T00:00:00Z", uid: `${kind}-${name}` };
  return { apiVersion, kind, metadata, ...rest };
}

function pod(index: number, at: number): Manifest {
  const name = `s-${index}`;
  const version = at < 3 ? "v1" : "v2";
  const rest = {
    spec: {
      serviceAccountName: name,
      containers: [{ name: "app" }, { name: "istio-proxy", args: ["proxy", "sidecar"] }],
    },
    status: {
      podIP: `10.${at}.${index >> 8}.${index & 255}`,
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
    },
  };
  const made = manifest("v1", "Pod", `${name}-${version}-5d8f7c9b4-x4bc${at + 4}`, namespaceOf(index), rest);
  const labels = { app: name, version, "pod-template-hash": "5d8f7c9b4" };
  const ownerReferences = [
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      name: `${name}-${version}-5d8f7c9b4`,
      uid: "r",
      controller: true,
    },
  ];
  return { ...made, metadata: { ...made.metadata, labels, ownerReferences } };
}

/** A split between the two versions of a service, the last of its routes. */
export function splitOf(index: number, weights: readonly [number, number]): Manifest {
  const host = `s-${index}`;
  const paths = Array.from({ length: 4 }, (_, at) => ({
    match: [{ uri: { prefix: `/api/${at}` } }],
    timeout: "2s",
    route: [{ destination: { host, subset: "v1" } }],
  }));
  const route = weights.map((weight, at) => ({ destination: { host, subset: `v${at + 1}` }, weight }));
  return manifest(istio, "VirtualService", host, namespaceOf(index), {
    spec: { hosts: [host], http: [...paths, { route }] },
  });
}

function serviceObjects(index: number): readonly Manifest[] {
  const name = `s-${index}`;
  const own = (apiVersion: string, kind: string, spec: object) =>
    manifest(apiVersion, kind, name, namespaceOf(index), { spec });
  return [
    own("v1", "Service", {
      selector: { app: name },
      ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP" }],
    }),
    splitOf(index, [90, 10]),
    own(istio, "DestinationRule", {
      host: name,
      subsets: ["v1", "v2"].map((version) => ({ name: version, labels: { version } })),
    }),
    ...Array.from({ length: podsOfService }, (_, at) => pod(index, at)),
  ];
}

/** 400 services with a VirtualService, a DestinationRule and five pods each, in 40 namespaces: a list of its own each time. */
export function freshImpactMesh(): MeshObjects {
  return objectsFromManifests(
    Array.from({ length: serviceCount }, (_, index) => serviceObjects(index)).flat(),
  );
}

/** Every service calls ten others. */
export function impactEdges(): readonly CallEdge[] {
  const workload = (index: number, version: string) => ({
    namespace: namespaceOf(index),
    workload: `s-${index}-${version}`,
  });
  return Array.from({ length: serviceCount }, (_, from) =>
    Array.from({ length: 10 }, (_, at) => {
      const to = (from * 7 + at * 31 + 1) % serviceCount;
      const host = `s-${to}.${namespaceOf(to)}.svc.cluster.local`;
      return ["v1", "v2"].map((version) => ({
        source: workload(from, "v1"),
        host,
        destination: workload(to, version),
        requestsPerSecond: 5,
      }));
    }).flat(),
  ).flat();
}
