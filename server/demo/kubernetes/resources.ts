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
];

const customGroups = new Set([
  "networking.istio.io",
  "security.istio.io",
  "telemetry.istio.io",
  "extensions.istio.io",
  "gateway.networking.k8s.io",
  "flagger.app",
  "argoproj.io",
]);
const withStatus = new Set(["Node", "Namespace", "Service", "Pod", "Deployment", "StatefulSet", "DaemonSet"]);

const withoutStatus = new Set(["ReferenceGrant", "MetricTemplate", "AnalysisTemplate", "AnalysisRun"]);

/** The experimental channel of Gateway API is not installed in the demo, as in most clusters. */
const absent = new Set(["TLSRoute", "TCPRoute", "BackendTLSPolicy"]);

export const resources: readonly Resource[] = [...kinds.filter(({ kind }) => !absent.has(kind)), ...more].map(
  (info) => {
    const custom = customGroups.has(info.group);
    const hasStatus = custom ? !withoutStatus.has(info.kind) : withStatus.has(info.kind);
    return { ...info, custom, hasStatus };
  },
);

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
