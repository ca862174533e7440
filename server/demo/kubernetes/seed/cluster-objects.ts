import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { seedObject } from "@/server/demo/kubernetes/seed/seeded-object";
import type { MeshSpec } from "@/server/demo/world/spec";

const zones = ["a", "b", "c"];

/** The labels that place a node, as endpoint slices and locality settings read them. */
export function zoneOfNode(spec: MeshSpec, node: string): string {
  return `eu-west-1${zones[Math.max(0, spec.nodes.indexOf(node)) % zones.length] ?? "a"}`;
}

export function nodeAddress(spec: MeshSpec, node: string): string {
  return `192.168.10.${Math.max(0, spec.nodes.indexOf(node)) + 11}`;
}

function nodeObject(spec: MeshSpec, name: string, createdMs: number): Manifest {
  const zone = zoneOfNode(spec, name);
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastTransitionTime: timeFromMs(createdMs),
  });
  const capacity = { cpu: "8", memory: "32Gi", pods: "110" };
  return seedObject({
    apiVersion: "v1",
    kind: "Node",
    name,
    createdMs,
    labels: {
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": name,
      "kubernetes.io/os": "linux",
      "node.kubernetes.io/instance-type": "m6i.2xlarge",
      "topology.kubernetes.io/region": "eu-west-1",
      "topology.kubernetes.io/zone": zone,
    },
    body: {
      spec: { podCIDR: `10.244.${spec.nodes.indexOf(name)}.0/24`, providerID: `demo:///${zone}/${name}` },
    },
    status: {
      capacity,
      allocatable: capacity,
      addresses: [
        { type: "InternalIP", address: nodeAddress(spec, name) },
        { type: "Hostname", address: name },
      ],
      conditions: [
        condition(
          "MemoryPressure",
          "False",
          "KubeletHasSufficientMemory",
          "kubelet has sufficient memory available",
        ),
        condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
      ],
      nodeInfo: {
        kubeletVersion: "v1.36.3",
        osImage: "Debian GNU/Linux 13 (trixie)",
        kernelVersion: "6.12.43",
        containerRuntimeVersion: "containerd://2.1.4",
        architecture: "amd64",
        operatingSystem: "linux",
      },
    },
    manager: "kubelet",
  });
}

function namespaceObject(
  name: string,
  labels: Readonly<Record<string, string>>,
  createdMs: number,
): Manifest {
  return seedObject({
    apiVersion: "v1",
    kind: "Namespace",
    name,
    createdMs,
    labels: { "kubernetes.io/metadata.name": name, ...labels },
    body: { spec: { finalizers: ["kubernetes"] } },
    status: { phase: "Active" },
    manager: "kubectl-create",
  });
}

/** Nodes, namespaces, and a service account with its root certificate for each namespace. */
export function clusterObjects(spec: MeshSpec, createdMs: number): readonly Manifest[] {
  const own = spec.namespaces.map(({ name, labels }) => namespaceObject(name, labels, createdMs));
  const named = new Set(spec.namespaces.map(({ name }) => name));
  const system = ["default", "kube-system", "istio-system"]
    .filter((name) => !named.has(name))
    .map((name) => namespaceObject(name, {}, createdMs));
  const rootCertificates = spec.namespaces.map(({ name }) =>
    seedObject({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: name,
      name: "istio-ca-root-cert",
      createdMs,
      labels: { "istio.io/config": "true" },
      body: {
        data: { "root-cert.pem": "-----BEGIN CERTIFICATE-----\nMIIC/demo\n-----END CERTIFICATE-----\n" },
      },
      manager: "pilot-discovery",
    }),
  );
  return [
    ...spec.nodes.map((node) => nodeObject(spec, node, createdMs)),
    ...system,
    ...own,
    ...rootCertificates,
  ];
}
