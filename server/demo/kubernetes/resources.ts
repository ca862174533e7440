import { kinds, type KindInfo } from "@/lib/config/kinds";

/** A resource that the demo API server serves. */
export type Resource = KindInfo & {
  /** Served by a CRD: its schema is enforced, its lists carry apiVersion and kind in each item. */
  readonly custom: boolean;
  readonly hasStatus: boolean;
};

const row = (
  group: string,
  kind: string,
  plural: string,
  versions: readonly string[] = ["v1"],
  namespaced = true,
): KindInfo => ({ group, kind, plural, versions, namespaced });

const more: readonly KindInfo[] = [
  row("", "ServiceAccount", "serviceaccounts"),
  row("", "ConfigMap", "configmaps"),
  row("", "Secret", "secrets"),
  row("", "Event", "events"),
  row("coordination.k8s.io", "Lease", "leases"),
  row("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", ["v1"], false),
  row(
    "admissionregistration.k8s.io",
    "ValidatingWebhookConfiguration",
    "validatingwebhookconfigurations",
    ["v1"],
    false,
  ),
  row(
    "admissionregistration.k8s.io",
    "MutatingWebhookConfiguration",
    "mutatingwebhookconfigurations",
    ["v1"],
    false,
  ),
  row("networking.istio.io", "WorkloadGroup", "workloadgroups", ["v1", "v1beta1", "v1alpha3"]),
  row("networking.istio.io", "ProxyConfig", "proxyconfigs", ["v1beta1"]),
  row("telemetry.istio.io", "Telemetry", "telemetries", ["v1", "v1alpha1"]),
  row("extensions.istio.io", "WasmPlugin", "wasmplugins", ["v1alpha1"]),
  row("gateway.networking.k8s.io", "GatewayClass", "gatewayclasses", ["v1", "v1beta1"], false),
];

const customGroups = new Set([
  "networking.istio.io",
  "security.istio.io",
  "telemetry.istio.io",
  "extensions.istio.io",
  "gateway.networking.k8s.io",
]);
const withStatus = new Set(["Node", "Namespace", "Service", "Pod", "Deployment", "StatefulSet", "DaemonSet"]);

export const resources: readonly Resource[] = [...kinds, ...more].map((info) => {
  const custom = customGroups.has(info.group);
  const hasStatus = custom ? info.kind !== "ReferenceGrant" : withStatus.has(info.kind);
  return { ...info, custom, hasStatus };
});

export function resourceFromPath(group: string, version: string, plural: string): Resource | undefined {
  return resources.find(
    (info) => info.group === group && info.plural === plural && info.versions.includes(version),
  );
}

export function apiVersionFrom(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The group of an apiVersion; empty for the core group. */
export function groupFromApiVersion(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash === -1 ? "" : apiVersion.slice(0, slash);
}
