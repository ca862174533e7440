/** A kind that we read or write, and how its API path is built. */
export type KindInfo = {
  readonly kind: string;
  readonly group: string;
  /** Preferred first; the cluster's discovery picks the first that it serves. */
  readonly versions: readonly string[];
  readonly plural: string;
  readonly namespaced: boolean;
  /** Missing in many clusters: its absence is no warning. */
  readonly optional?: true;
};

const istio = (kind: string, plural: string, versions = ["v1", "v1beta1", "v1alpha3"]): KindInfo => ({
  kind,
  group: "networking.istio.io",
  versions,
  plural,
  namespaced: true,
});
const security = (kind: string, plural: string): KindInfo => ({
  kind,
  group: "security.istio.io",
  versions: ["v1", "v1beta1"],
  plural,
  namespaced: true,
});
const gateway = (
  kind: string,
  plural: string,
  versions = ["v1", "v1beta1"],
  namespaced = true,
): KindInfo => ({
  kind,
  group: "gateway.networking.k8s.io",
  versions,
  plural,
  namespaced,
  optional: true,
});
const core = (kind: string, plural: string, namespaced = true): KindInfo => ({
  kind,
  group: "",
  versions: ["v1"],
  plural,
  namespaced,
});
const argo = (kind: string, plural: string): KindInfo => ({
  kind,
  group: "argoproj.io",
  versions: ["v1alpha1"],
  plural,
  namespaced: true,
  optional: true,
});
const flagger = (kind: string, plural: string): KindInfo => ({
  kind,
  group: "flagger.app",
  versions: ["v1beta1"],
  plural,
  namespaced: true,
  optional: true,
});
const apps = (kind: string, plural: string): KindInfo => ({
  kind,
  group: "apps",
  versions: ["v1"],
  plural,
  namespaced: true,
});

/** Every kind that the console watches. */
export const kinds = [
  core("Namespace", "namespaces", false),
  core("Node", "nodes", false),
  core("Service", "services"),
  core("Pod", "pods"),
  {
    kind: "EndpointSlice",
    group: "discovery.k8s.io",
    versions: ["v1"],
    plural: "endpointslices",
    namespaced: true,
  },
  apps("Deployment", "deployments"),
  apps("StatefulSet", "statefulsets"),
  apps("DaemonSet", "daemonsets"),
  apps("ReplicaSet", "replicasets"),
  istio("VirtualService", "virtualservices"),
  istio("DestinationRule", "destinationrules"),
  istio("Gateway", "gateways"),
  istio("ServiceEntry", "serviceentries"),
  istio("Sidecar", "sidecars"),
  istio("WorkloadEntry", "workloadentries"),
  istio("EnvoyFilter", "envoyfilters", ["v1alpha3"]),
  { ...istio("WorkloadGroup", "workloadgroups"), optional: true },
  { ...istio("ProxyConfig", "proxyconfigs", ["v1beta1"]), optional: true },
  {
    kind: "Telemetry",
    group: "telemetry.istio.io",
    versions: ["v1", "v1alpha1"],
    plural: "telemetries",
    namespaced: true,
    optional: true,
  },
  {
    kind: "WasmPlugin",
    group: "extensions.istio.io",
    versions: ["v1alpha1"],
    plural: "wasmplugins",
    namespaced: true,
    optional: true,
  },
  security("PeerAuthentication", "peerauthentications"),
  security("RequestAuthentication", "requestauthentications"),
  security("AuthorizationPolicy", "authorizationpolicies"),
  gateway("GatewayClass", "gatewayclasses", ["v1", "v1beta1"], false),
  gateway("Gateway", "gateways"),
  gateway("HTTPRoute", "httproutes"),
  gateway("GRPCRoute", "grpcroutes", ["v1"]),
  gateway("TLSRoute", "tlsroutes", ["v1", "v1alpha3", "v1alpha2"]),
  gateway("TCPRoute", "tcproutes", ["v1alpha2"]),
  gateway("BackendTLSPolicy", "backendtlspolicies", ["v1", "v1alpha3"]),
  gateway("ReferenceGrant", "referencegrants", ["v1beta1", "v1"]),
  flagger("Canary", "canaries"),
  flagger("MetricTemplate", "metrictemplates"),
  argo("Rollout", "rollouts"),
  argo("AnalysisRun", "analysisruns"),
  argo("AnalysisTemplate", "analysistemplates"),
  { ...core("ServiceAccount", "serviceaccounts"), optional: true },
  {
    kind: "MutatingWebhookConfiguration",
    group: "admissionregistration.k8s.io",
    versions: ["v1"],
    plural: "mutatingwebhookconfigurations",
    namespaced: false,
    optional: true,
  },
] as const satisfies readonly KindInfo[];

/** A kind's row by group and kind, or undefined for one that the console does not watch. */
export function kindInfo(group: string, kind: string): KindInfo | undefined {
  return kinds.find((info) => info.group === group && info.kind === kind);
}
