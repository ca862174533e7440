import type { Manifest } from "@/lib/config/manifest";
import { podObject } from "@/server/demo/kubernetes/seed/pods";
import { seededUid, seedObject } from "@/server/demo/kubernetes/seed/seeded-object";
import type { MeshSpec } from "@/server/demo/world/spec";

const namespace = "istio-system";
const labels = { app: "ztunnel", "app.kubernetes.io/name": "ztunnel" };

/** The node proxies of an ambient mesh: a DaemonSet and its pods; nothing in a mesh without them. */
export function ztunnelObjects(spec: MeshSpec, createdMs: number): readonly Manifest[] {
  const pods = spec.ztunnelPods ?? [];
  if (pods.length === 0) return [];
  const container = {
    name: "istio-proxy",
    image: `docker.io/istio/ztunnel:${spec.istioVersion}`,
    args: ["proxy", "ztunnel"],
    ports: [15020, 15021].map((containerPort) => ({ containerPort, protocol: "TCP" })),
  };
  const template = { metadata: { labels }, spec: { serviceAccountName: "ztunnel", containers: [container] } };
  const count = pods.length;
  return [
    seedObject({
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      namespace,
      name: "ztunnel",
      labels,
      createdMs,
      body: { spec: { selector: { matchLabels: { app: "ztunnel" } }, template } },
      manager: "helm",
      statusManager: "kube-controller-manager",
      status: {
        observedGeneration: 1,
        currentNumberScheduled: count,
        desiredNumberScheduled: count,
        numberMisscheduled: 0,
        numberReady: count,
        numberAvailable: count,
      },
    }),
    ...pods.map((pod) =>
      podObject({
        spec,
        namespace,
        pod,
        labels,
        annotations: { "sidecar.istio.io/inject": "false" },
        serviceAccount: "ztunnel",
        containers: [container],
        owner: {
          apiVersion: "apps/v1",
          kind: "DaemonSet",
          name: "ztunnel",
          uid: seededUid("DaemonSet", namespace, "ztunnel"),
        },
        createdMs,
      }),
    ),
  ];
}
