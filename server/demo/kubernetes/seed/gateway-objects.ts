import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { seedObject } from "@/server/demo/kubernetes/seed/seeded-object";
import { hostOf } from "@/server/demo/kubernetes/seed/traffic-objects";
import type { FlowSpec, MeshSpec, WorkloadSpec } from "@/server/demo/world/spec";

type Entry = { readonly gateway: WorkloadSpec; readonly host: string; readonly flows: readonly FlowSpec[] };

/** What comes in from outside: one entry for each gateway and host. */
function entriesOf(spec: MeshSpec): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const flow of spec.flows) {
    const gateway = spec.workloads.find(
      ({ namespace, name }) => namespace === flow.gateway.namespace && name === flow.gateway.name,
    );
    if (gateway?.dataplane !== "gateway") continue;
    const key = `${gateway.namespace}/${gateway.name}/${flow.host}`;
    const known = entries.get(key);
    entries.set(key, { gateway, host: flow.host, flows: [...(known?.flows ?? []), flow] });
  }
  return [...entries.values()];
}

const firstLabel = (host: string) => host.split(".")[0] ?? host;

function istioEntry({ gateway, host, flows }: Entry, createdMs: number): readonly Manifest[] {
  const [flow] = flows;
  if (flow === undefined) return [];
  const name = firstLabel(host);
  const common = {
    apiVersion: "networking.istio.io/v1",
    createdMs,
    manager: "kubectl",
    operation: "Apply",
  } as const;
  const { service, port } = flow.root;
  return [
    seedObject({
      ...common,
      kind: "Gateway",
      namespace: gateway.namespace,
      name,
      body: {
        spec: {
          selector: { istio: gateway.labels.istio ?? gateway.name },
          servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [host] }],
        },
      },
    }),
    seedObject({
      ...common,
      kind: "VirtualService",
      namespace: service.namespace,
      name: `${name}-entry`,
      body: {
        spec: {
          hosts: [host],
          gateways: [`${gateway.namespace}/${name}`],
          http: [
            {
              name: "all",
              match: [{ uri: { prefix: "/" } }],
              route: [{ destination: { host: hostOf(service), port: { number: port } } }],
              timeout: "15s",
            },
          ],
        },
      },
    }),
  ];
}

const condition = (type: string, reason: string, message: string, time: string) => ({
  lastTransitionTime: time,
  message,
  observedGeneration: 1,
  reason,
  status: "True",
  type,
});

const gatewayApi = "gateway.networking.k8s.io";

type Draft = {
  readonly createdMs: number;
  readonly manager: string;
  readonly operation: "Apply";
};
const draft = (createdMs: number): Draft => ({
  createdMs,
  manager: "kubectl",
  operation: "Apply",
});

function apiGateway(entry: Entry, createdMs: number): Manifest {
  const { gateway, host } = entry;
  const address = { type: "Hostname", value: `${gateway.name}.${gateway.namespace}.svc.cluster.local` };
  const allowedRoutes = { namespaces: { from: "All" } };
  return seedObject({
    ...draft(createdMs),
    apiVersion: `${gatewayApi}/v1`,
    kind: "Gateway",
    namespace: gateway.namespace,
    name: firstLabel(host),
    body: {
      spec: {
        gatewayClassName: "istio",
        addresses: [address],
        listeners: [{ name: "http", port: 80, protocol: "HTTP", hostname: host, allowedRoutes }],
      },
    },
  });
}

function apiRoute({ gateway, host }: Entry, flow: FlowSpec, createdMs: number): Manifest {
  const parent = { name: firstLabel(host), namespace: gateway.namespace };
  const { service, port } = flow.root;
  return seedObject({
    ...draft(createdMs),
    apiVersion: `${gatewayApi}/v1`,
    kind: "HTTPRoute",
    namespace: service.namespace,
    name: `${firstLabel(host)}-${service.name}`,
    body: {
      spec: {
        hostnames: [host],
        parentRefs: [parent],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/" } }],
            backendRefs: [{ name: service.name, port }],
            timeouts: { request: "10s" },
          },
        ],
      },
    },
  });
}

function gatewayApiEntry(entry: Entry, createdMs: number): readonly Manifest[] {
  const [flow] = entry.flows;
  return flow === undefined ? [] : [apiGateway(entry, createdMs), apiRoute(entry, flow, createdMs)];
}

/** The entries of the mesh: Istio's own API for the first gateway, the Gateway API for all others. */
export function gatewayObjects(spec: MeshSpec, createdMs: number): readonly Manifest[] {
  const [first, ...others] = entriesOf(spec);
  const gatewayClass = seedObject({
    apiVersion: `${gatewayApi}/v1`,
    kind: "GatewayClass",
    name: "istio",
    createdMs,
    body: { spec: { controllerName: "istio.io/gateway-controller" } },
    status: {
      conditions: [condition("Accepted", "Accepted", "Handled by Istio controller", timeFromMs(createdMs))],
    },
    manager: "istiod",
    operation: "Apply",
    statusManager: "istiod",
  });
  return [
    gatewayClass,
    ...(first === undefined ? [] : istioEntry(first, createdMs)),
    ...others.flatMap((entry) =>
      entry.gateway.name === first?.gateway.name
        ? istioEntry(entry, createdMs)
        : gatewayApiEntry(entry, createdMs),
    ),
  ];
}
