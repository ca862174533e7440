import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { nodeAddress } from "@/server/demo/kubernetes/seed/cluster-objects";
import { seedObject, type Owner } from "@/server/demo/kubernetes/seed/seeded-object";
import { uidFrom } from "@/server/demo/kubernetes/uid";
import type { MeshSpec, PodSpec } from "@/server/demo/world/spec";

export type ContainerSpec = {
  readonly name: string;
  readonly image: string;
  readonly ports: readonly {
    readonly containerPort: number;
    readonly name?: string;
    readonly protocol: string;
  }[];
  readonly args?: readonly string[];
};

/** The injected proxy, as the sidecar injector writes it. */
export function proxyContainer(spec: MeshSpec, role: "sidecar" | "router"): ContainerSpec {
  return {
    name: "istio-proxy",
    image: `docker.io/istio/proxyv2:${spec.istioVersion}`,
    args: ["proxy", role, "--domain", "$(POD_NAMESPACE).svc.cluster.local", "--proxyLogLevel=warning"],
    ports: [{ containerPort: 15090, name: "http-envoy-prom", protocol: "TCP" }],
  };
}

export type PodInput = {
  readonly spec: MeshSpec;
  readonly namespace: string;
  readonly pod: PodSpec;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly containers: readonly ContainerSpec[];
  readonly owner: Owner;
  readonly createdMs: number;
};

const statusOf = (name: string, { image }: ContainerSpec, startedAt: string, seed: string) => ({
  name,
  state: { running: { startedAt } },
  lastState: {},
  ready: true,
  started: true,
  restartCount: 0,
  image,
  imageID: `sha256:${uidFrom(image).replaceAll("-", "")}`,
  containerID: `containerd://${uidFrom(`${seed}/${name}`).replaceAll("-", "")}`,
});

function podStatus({ spec, pod, containers, createdMs }: PodInput) {
  const startedAt = timeFromMs(createdMs + 4_000);
  const condition = (type: string) => ({
    type,
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: startedAt,
  });
  return {
    phase: "Running",
    conditions: ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"].map(
      condition,
    ),
    hostIP: nodeAddress(spec, pod.node),
    podIP: pod.ip,
    podIPs: [{ ip: pod.ip }],
    startTime: timeFromMs(createdMs),
    containerStatuses: containers.map((container) => statusOf(container.name, container, startedAt, pod.uid)),
    qosClass: "Burstable",
  };
}

/** A running pod. */
export function podObject(input: PodInput): Manifest {
  const { pod, namespace, labels, annotations, owner, createdMs, containers, serviceAccount } = input;
  const resources = { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } };
  return seedObject({
    apiVersion: "v1",
    kind: "Pod",
    namespace,
    name: pod.name,
    uid: pod.uid,
    createdMs,
    labels,
    annotations,
    owner,
    body: {
      spec: {
        containers: containers.map((container) => ({
          ...container,
          resources,
          imagePullPolicy: "IfNotPresent",
        })),
        nodeName: pod.node,
        serviceAccountName: serviceAccount,
        serviceAccount,
        restartPolicy: "Always",
        terminationGracePeriodSeconds: 30,
        dnsPolicy: "ClusterFirst",
      },
    },
    status: podStatus(input),
    manager: "kube-controller-manager",
    statusManager: "kubelet",
  });
}
