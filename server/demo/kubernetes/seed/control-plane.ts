import type { Manifest } from "@/lib/config/manifest";
import { podObject } from "@/server/demo/kubernetes/seed/pods";
import { seededUid, seedObject } from "@/server/demo/kubernetes/seed/seeded-object";
import { serviceObjects } from "@/server/demo/kubernetes/seed/services";
import type { MeshSpec } from "@/server/demo/world/spec";

const namespace = "istio-system";
const labels = { app: "istiod", istio: "pilot", "istio.io/rev": "default" };
const container = (version: string) => ({
  name: "discovery",
  image: `docker.io/istio/pilot:${version}`,
  args: ["discovery", "--monitoringAddr=:15014", "--domain", "cluster.local"],
  ports: [8080, 15010, 15012, 15014, 15017].map((containerPort) => ({ containerPort, protocol: "TCP" })),
});

/** The mesh's own settings, as istiod reads them. */
function meshConfig(spec: MeshSpec): string {
  return [
    "accessLogEncoding: JSON",
    "accessLogFile: /dev/stdout",
    "defaultConfig:",
    "  discoveryAddress: istiod.istio-system.svc:15012",
    "defaultProviders:",
    "  metrics:",
    "  - prometheus",
    "enableTracing: true",
    "outboundTrafficPolicy:",
    "  mode: ALLOW_ANY",
    "rootNamespace: istio-system",
    `trustDomain: ${spec.trustDomain}`,
    "",
  ].join("\n");
}

function istiodPods(spec: MeshSpec, createdMs: number): readonly Manifest[] {
  const hash = spec.istiodPods[0]?.name.split("-")[1] ?? "";
  const name = `istiod-${hash}`;
  const selector = { app: "istiod", "pod-template-hash": hash };
  const replicas = spec.istiodPods.length;
  const template = {
    metadata: { labels },
    spec: { serviceAccountName: "istiod", containers: [container(spec.istioVersion)] },
  };
  const status = { observedGeneration: 1, replicas, readyReplicas: replicas, availableReplicas: replicas };
  const common = {
    apiVersion: "apps/v1",
    namespace,
    createdMs,
    statusManager: "kube-controller-manager",
    status,
  };
  const owner = (kind: string, of: string) => ({
    apiVersion: "apps/v1",
    kind,
    name: of,
    uid: seededUid(kind, namespace, of),
  });
  return [
    seedObject({
      ...common,
      kind: "Deployment",
      name: "istiod",
      labels,
      body: { spec: { replicas, selector: { matchLabels: { app: "istiod" } }, template } },
      manager: "helm",
    }),
    seedObject({
      ...common,
      kind: "ReplicaSet",
      name,
      labels: { ...labels, "pod-template-hash": hash },
      owner: owner("Deployment", "istiod"),
      body: { spec: { replicas, selector: { matchLabels: selector }, template } },
      manager: "kube-controller-manager",
    }),
    ...spec.istiodPods.map((pod) =>
      podObject({
        spec,
        namespace,
        pod,
        labels: { ...labels, "pod-template-hash": hash, "sidecar.istio.io/inject": "false" },
        annotations: { "prometheus.io/port": "15014", "prometheus.io/scrape": "true" },
        serviceAccount: "istiod",
        containers: [container(spec.istioVersion)],
        owner: owner("ReplicaSet", name),
        createdMs,
      }),
    ),
  ];
}

const injectKey = "sidecar.istio.io/inject";
const notSpared = { key: injectKey, operator: "NotIn", values: ["false"] };
const without = (key: string) => ({ key, operator: "DoesNotExist" });
const oneOf = (key: string, value: string) => ({ key, operator: "In", values: [value] });
const revisionKey = "istio.io/rev";
const injectionKey = "istio-injection";

/** What the injector of the default revision takes. Source: the four webhooks of Istio's chart, by their first names. */
const injectorSelectors: Readonly<Record<string, readonly [namespace: object[], object: object[]]>> = {
  "rev.namespace": [[oneOf(revisionKey, "default"), without(injectionKey)], [notSpared]],
  "rev.object": [
    [without(revisionKey), without(injectionKey)],
    [notSpared, oneOf(revisionKey, "default")],
  ],
  namespace: [[oneOf(injectionKey, "enabled")], [notSpared]],
  object: [
    [without(injectionKey), without(revisionKey)],
    [oneOf(injectKey, "true"), without(revisionKey)],
  ],
};

function hooksOf(kind: string): readonly Record<string, unknown>[] {
  if (!kind.startsWith("Mutating")) return [{ name: "validation.istio.io" }];
  return Object.entries(injectorSelectors).map(([name, [namespaces, objects]]) => ({
    name: `${name}.sidecar-injector.istio.io`,
    namespaceSelector: { matchExpressions: namespaces },
    objectSelector: { matchExpressions: objects },
  }));
}

function webhook(
  kind: string,
  name: string,
  path: string,
  resources: readonly string[],
  createdMs: number,
): Manifest {
  return seedObject({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind,
    name,
    createdMs,
    labels: { ...labels, release: "istio" },
    body: {
      webhooks: hooksOf(kind).map((hook) => ({
        ...hook,
        clientConfig: { service: { name: "istiod", namespace, path, port: 443 } },
        failurePolicy: "Fail",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        rules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["CREATE"], resources }],
      })),
    },
    manager: "pilot-discovery",
  });
}

/** istiod with its service, settings and webhooks. */
export function controlPlaneObjects(spec: MeshSpec, createdMs: number): readonly Manifest[] {
  const ports = [
    { name: "grpc-xds", port: 15010, targetPort: 15010, protocol: "grpc" },
    { name: "https-dns", port: 15012, targetPort: 15012, protocol: "tcp" },
    { name: "https-webhook", port: 443, targetPort: 15017, protocol: "tcp" },
    { name: "http-monitoring", port: 15014, targetPort: 15014, protocol: "http" },
  ] as const;
  return [
    ...istiodPods(spec, createdMs),
    ...serviceObjects({
      spec,
      namespace,
      name: "istiod",
      clusterIp: "10.96.0.15",
      ports,
      selector: { app: "istiod", istio: "pilot" },
      pods: spec.istiodPods,
      createdMs,
    }),
    seedObject({
      apiVersion: "v1",
      kind: "ServiceAccount",
      namespace,
      name: "istiod",
      createdMs,
      labels,
      body: {},
      manager: "helm",
    }),
    seedObject({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace,
      name: "istio",
      createdMs,
      labels: { "istio.io/rev": "default", release: "istio" },
      body: { data: { mesh: meshConfig(spec), meshNetworks: "networks: {}" } },
      manager: "helm",
    }),
    // A secret has a name and a type here and nothing that could be stolen.
    seedObject({
      apiVersion: "v1",
      kind: "Secret",
      namespace,
      name: "istio-ca-secret",
      createdMs,
      body: { type: "istio.io/ca-root", data: {} },
      manager: "pilot-discovery",
    }),
    webhook("MutatingWebhookConfiguration", "istio-sidecar-injector", "/inject", ["pods"], createdMs),
    webhook("ValidatingWebhookConfiguration", "istiod-default-validator", "/validate", ["*"], createdMs),
  ];
}
