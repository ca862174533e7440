import type { Bed } from "../bed-file";
import { callKube } from "../kube";

export const namespace = "hd-causes";

/** A whole object, and the path of its collection. */
export type SceneObject = {
  readonly path: string;
  readonly body: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string } & Record<string, unknown>;
  } & Record<string, unknown>;
  readonly status?: object;
};

/** An object at its place; `at` is its namespace, "" for one of the whole cluster. */
export const object = (
  apiVersion: string,
  kind: string,
  plural: string,
  name: string,
  rest: object,
  metadata: object = {},
  at: string = namespace,
): SceneObject => ({
  path: `${apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`}${at === "" ? "" : `/namespaces/${at}`}/${plural}`,
  body: {
    apiVersion,
    kind,
    metadata: { name, ...(at === "" ? {} : { namespace: at }), ...metadata },
    ...rest,
  },
});

export const networking = "networking.istio.io/v1";
export const hostOf = (name: string) => `${name}.${namespace}.svc.cluster.local`;

export const virtualService = (name: string, http: object, hosts = [hostOf(name)], own = name) =>
  object(networking, "VirtualService", "virtualservices", own, { spec: { hosts, http: [http].flat() } });
export const routeTo = (name: string, more: object = {}, destination: object = {}) =>
  virtualService(name, { route: [{ destination: { host: hostOf(name), ...destination } }], ...more });
export const destinationRule = (name: string, spec: object) =>
  object(networking, "DestinationRule", "destinationrules", name, { spec: { host: hostOf(name), ...spec } });
export const serviceEntry = (name: string, spec: object) =>
  object(networking, "ServiceEntry", "serviceentries", name, { spec });
export const networkPolicy = (name: string) =>
  object("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", name, {
    spec: { podSelector: { matchLabels: { app: name } }, policyTypes: ["Ingress"], ingress: [] },
  });
export type Workload = {
  readonly name: string;
  readonly address: string;
  readonly portName?: string;
  readonly isReady?: boolean;
  readonly replicas?: number;
  readonly targetPort?: number | string;
  /** Where the pods listen, as the slice says. */
  readonly slicePort?: number | null;
  readonly annotations?: object;
  readonly spec?: object;
  /** Parts of the pod's spec and status in the place of the usual ones. */
  readonly podSpec?: object;
  readonly podStatus?: object;
  /** No pod is there, though the deployment wants one. */
  readonly isPodless?: boolean;
  readonly deploymentStatus?: object;
};

export const servicePort = 8000;

/** Service, slice, deployment and pod without a sidecar, as controllers would have written them. */
export function workloadObjects(of: Workload): readonly SceneObject[] {
  const { name, address, portName = "http", isReady = true, replicas = 1, targetPort = 8080 } = of;
  const labels = { app: name, version: "v1" };
  const hash = "5d9c7f";
  const pod = `${name}-v1-${hash}-x2k4z`;
  const owner = (kind: string, own: string) => ({
    ownerReferences: [{ apiVersion: "apps/v1", kind, name: own, uid: `hd-${own}`, controller: true }],
  });
  const container = {
    name: "app",
    image: `registry.test/${name}:1`,
    ports: [{ name: "web", containerPort: 8080 }],
  };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const selector = { matchLabels: labels };
  const slicePort = of.slicePort === undefined ? 8080 : of.slicePort;
  const status = String(isReady)[0]?.toUpperCase() + String(isReady).slice(1);
  return [
    object(
      "v1",
      "Service",
      "services",
      name,
      {
        spec: {
          selector: { app: name },
          ports: [{ name: portName, port: servicePort, targetPort }],
          ...of.spec,
        },
      },
      { annotations: of.annotations ?? {} },
    ),
    {
      ...object(
        "apps/v1",
        "Deployment",
        "deployments",
        `${name}-v1`,
        { spec: { replicas, selector, template } },
        { labels },
      ),
      ...(of.deploymentStatus === undefined ? {} : { status: of.deploymentStatus }),
    },
    object(
      "apps/v1",
      "ReplicaSet",
      "replicasets",
      `${name}-v1-${hash}`,
      { spec: { replicas, selector, template } },
      { labels, ...owner("Deployment", `${name}-v1`) },
    ),
    ...(replicas === 0 || of.isPodless === true
      ? []
      : [
          {
            ...object(
              "v1",
              "Pod",
              "pods",
              pod,
              { spec: { ...template.spec, ...of.podSpec } },
              {
                labels: { ...labels, "pod-template-hash": hash },
                ...owner("ReplicaSet", `${name}-v1-${hash}`),
              },
            ),
            status: {
              phase: "Running",
              podIP: address,
              podIPs: [{ ip: address }],
              conditions: ["Ready", "ContainersReady"].map((type) => ({ type, status })),
              containerStatuses: [
                {
                  name: "app",
                  ready: isReady,
                  restartCount: 0,
                  image: container.image,
                  imageID: "",
                  started: isReady,
                  state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
                },
              ],
              ...of.podStatus,
            },
          },
        ]),
    {
      path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
      body: {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: {
          name: `${name}-1`,
          namespace,
          labels: {
            "kubernetes.io/service-name": name,
            "endpointslice.kubernetes.io/managed-by": "hd-causes",
          },
        },
        addressType: "IPv4",
        endpoints:
          replicas === 0 || of.isPodless === true
            ? []
            : [
                {
                  addresses: [address],
                  conditions: { ready: isReady, serving: isReady, terminating: false },
                  targetRef: { kind: "Pod", namespace, name: pod },
                  nodeName: "bed-node",
                },
              ],
        ports: slicePort === null ? [] : [{ name: portName, protocol: "TCP", port: slicePort }],
      },
    },
  ];
}

/** Writes one object and its status; throws what the API server says against it. */
export async function writeObject(bed: Bed, { path, body, status }: SceneObject): Promise<string> {
  const answer = await callKube(bed, "POST", path, body, bed.TOKEN_ADMIN);
  if (answer.status !== 201)
    throw new Error(`${path}/${body.metadata.name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  const own = `${path}/${body.metadata.name}`;
  if (status !== undefined) {
    const patched = await callKube(bed, "PUT", `${own}/status`, { ...answer.body, status }, bed.TOKEN_ADMIN);
    if (patched.status !== 200) throw new Error(`${own}/status: ${JSON.stringify(patched.body)}`);
  }
  return own;
}

/** The cluster IP that the API server gave a service. */
export async function clusterIp(bed: Bed, name: string): Promise<string> {
  const { body } = await callKube(bed, "GET", `/api/v1/namespaces/${namespace}/services/${name}`);
  return (body["spec"] as { clusterIP?: string }).clusterIP ?? "";
}
