import type { Manifest } from "@/lib/config/manifest";
import type { MeshSpec, ServiceSpec, WorkloadSpec } from "./spec";
import type { ObjectStore } from "./world";

/** A store in memory for tests: the objects that routing needs, and a way to write more. */
export type FixtureStore = ObjectStore & {
  readonly put: (object: Manifest) => void;
  readonly remove: (kind: string, namespace: string, name: string) => void;
};

function podsOf(workload: WorkloadSpec): Manifest[] {
  const meshed = workload.dataplane === "sidecar" || workload.dataplane === "gateway";
  const annotations: Record<string, string> =
    workload.dataplane === "ambient" ? { "ambient.istio.io/redirection": "enabled" } : {};
  return workload.pods.map((pod) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: pod.name,
      namespace: workload.namespace,
      labels: { ...workload.labels },
      annotations,
    },
    spec: { containers: [{ name: workload.app }, ...(meshed ? [{ name: "istio-proxy" }] : [])] },
    status: { phase: "Running", podIP: pod.ip, conditions: [{ type: "Ready", status: "True" }] },
  }));
}

function serviceOf(service: ServiceSpec): Manifest {
  const metadata = { name: service.name, namespace: service.namespace };
  if (service.externalHost === undefined)
    return {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        clusterIP: service.clusterIp,
        selector: { ...service.selector },
        ports: service.ports.map(({ name, port, targetPort }) => ({ name, port, targetPort })),
      },
    };
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "ServiceEntry",
    metadata,
    spec: {
      hosts: [service.externalHost],
      location: "MESH_EXTERNAL",
      resolution: "DNS",
      ports: service.ports.map(({ name, port, targetPort }) => ({
        name,
        number: port,
        targetPort,
        protocol: "HTTP",
      })),
    },
  };
}

function entryOf(spec: MeshSpec): Manifest[] {
  const flows = spec.flows.filter((flow) => flow.entry !== "worker");
  const gateways = [...new Map(flows.map((flow) => [flow.gateway.name, flow.gateway])).values()];
  return [
    ...gateways.map(({ name, namespace }): Manifest => ({
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: { name, namespace },
      spec: {
        selector: { app: name },
        servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] }],
      },
    })),
    ...[...new Map(flows.map((flow) => [flow.host, flow])).values()].map(
      ({ host, gateway, root }): Manifest => ({
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: { name: `entry-${root.service.name}`, namespace: root.service.namespace },
        spec: {
          hosts: [host],
          gateways: [`${gateway.namespace}/${gateway.name}`],
          http: [{ route: [{ destination: { host: root.service.name, port: { number: root.port } } }] }],
        },
      }),
    ),
  ];
}

function keyOf(object: Manifest): string {
  return `${object.kind}/${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}

const groupOf = (object: Manifest) =>
  object.apiVersion.includes("/") ? (object.apiVersion.split("/")[0] ?? "") : "";

/** The store of a mesh as it is before anybody configures routing. */
export function createFixtureStore(spec: MeshSpec): FixtureStore {
  const initial = [
    ...spec.workloads.flatMap((one) => podsOf(one)),
    ...spec.services.map((one) => serviceOf(one)),
    ...entryOf(spec),
  ];
  const objects = new Map(initial.map((object) => [keyOf(object), object]));
  const listeners = new Set<Parameters<ObjectStore["onChange"]>[0]>();
  let revision = 1;
  const changed = (type: "added" | "modified" | "deleted", object: Manifest) => {
    revision += 1;
    for (const listener of listeners) listener({ type, object });
  };
  return {
    list: (group, kind) =>
      [...objects.values()].filter((object) => object.kind === kind && groupOf(object) === group),
    revision: () => revision,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put: (object) => {
      const type = objects.has(keyOf(object)) ? "modified" : "added";
      objects.set(keyOf(object), object);
      changed(type, object);
    },
    remove: (kind, namespace, name) => {
      const object = objects.get(`${kind}/${namespace}/${name}`);
      if (object === undefined) return;
      objects.delete(keyOf(object));
      changed("deleted", object);
    },
  };
}
