import { allContainers, proxyImage } from "./in-mesh";
import { configMapData, looseFromYaml } from "./mesh-settings";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { annotationsOf, labelsOf, nameOf, namespaceOf, record, specOf } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { rootNamespace } from "@/lib/xds/mesh-objects";

const injectionKey = "istio-injection";
const revisionKey = "istio.io/rev";
const modeKey = "istio.io/dataplane-mode";
const injectKey = "sidecar.istio.io/inject";

/** Namespaces of Kubernetes, into which Istio never injects. */
const systemNamespaces = [
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "local-path-storage",
  rootNamespace,
];

const isOnByDefault = memoByIdentity((configMaps: readonly Manifest[]): boolean => {
  const injector = configMaps.find(({ metadata: { name } }) => name === "istio-sidecar-injector");
  const values = injector === undefined ? {} : looseFromYaml(configMapData(injector)["values"] ?? "");
  return record(values["sidecarInjectorWebhook"])["enableNamespacesByDefault"] === true;
});
const noConfigMaps: readonly Manifest[] = [];

function namespaceFindings(namespace: Manifest, onByDefault: boolean): readonly Finding[] {
  const labels = labelsOf(namespace);
  const injection = labels[injectionKey];
  const wishes = [
    ...(injection === undefined ? [] : [injectionKey]),
    ...[revisionKey, modeKey].filter(
      (key) => labels[key] !== undefined && (injection === undefined || injection === "enabled"),
    ),
  ].map((key) => `${key}=${labels[key] ?? ""}`);
  const findings: Finding[] = [];
  if (wishes.length > 1) {
    findings.push(
      findingOn(namespace, {
        code: "IST0123",
        severity: "warning",
        path: "metadata.labels",
        message: `The labels ${wishes.join(", ")} contradict each other`,
        params: { labels: wishes.join(", ") },
      }),
    );
  }
  if (labels[modeKey] === "ambient" || (injection ?? "") !== "" || labels[revisionKey] !== undefined) {
    return findings;
  }
  const message = onByDefault
    ? "Sidecars are injected here because that is the default of this installation"
    : "No label asks for sidecars here: pods of this namespace stay outside the mesh";
  const code = onByDefault ? "IST0148" : "IST0102";
  const params = { namespace: namespace.metadata.name };
  return [
    ...findings,
    findingOn(namespace, { code, severity: "info", path: "metadata.labels", message, params }),
  ];
}

function podFindings(pod: Manifest): readonly Finding[] {
  const wish = labelsOf(pod)[injectKey] ?? annotationsOf(pod)[injectKey] ?? "";
  const spec = specOf(pod);
  const isSpared = wish.toLowerCase() === "false" || spec["hostNetwork"] === true;
  if (isSpared || proxyImage(allContainers(spec)) !== "") return [];
  return [
    findingOn(pod, {
      code: "IST0103",
      severity: "warning",
      path: "spec.containers",
      message: `The pod ${nameOf(pod)} has no sidecar though its namespace asks for one: restart it`,
      params: { pod: nameOf(pod) },
    }),
  ];
}

/** IST0102, IST0103, IST0123, IST0148: namespaces and pods whose sidecars are not as the labels say. */
export const injection = listRule({
  codes: ["IST0102", "IST0103", "IST0123", "IST0148"],
  reads: [kindKeys.namespace, kindKeys.pod],
  optional: [kindKeys.configMap],
  check: ([namespaces, pods], { objects }) => {
    const onByDefault = isOnByDefault(objects[kindKeys.configMap] ?? noConfigMaps);
    const asked = new Set(
      namespaces
        .filter(
          (namespace) =>
            labelsOf(namespace)[injectionKey] === "enabled" && labelsOf(namespace)[modeKey] !== "ambient",
        )
        .map(({ metadata: { name } }) => name),
    );
    return [
      ...namespaces
        .filter(({ metadata: { name } }) => !systemNamespaces.includes(name))
        .flatMap((namespace) => namespaceFindings(namespace, onByDefault)),
      ...pods
        .filter((pod) => asked.has(namespaceOf(pod)) && !systemNamespaces.includes(namespaceOf(pod)))
        .flatMap(podFindings),
    ];
  },
});
