import { isPodAmbient, isPodInMesh } from "./in-mesh";
import { meshRootNamespace } from "./mesh-settings";
import { missingReference } from "./report";
import { inNamespace, printSelector } from "./selectors";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { labelsOf, namespaceOf, pairs, record, records, specOf, texts } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/xds/mesh-objects";

const meshPods = memoByIdentity((pods: readonly Manifest[], namespaces: readonly Manifest[]) =>
  pods.filter((pod) => isPodInMesh(pod, namespaces) || isPodAmbient(pod)),
);

const matchesNamespace = (name: string, pattern: string): boolean => {
  if (pattern === "*") return true;
  if (pattern.startsWith("*")) return name.endsWith(pattern.slice(1));
  if (pattern.endsWith("*")) return name.startsWith(pattern.slice(0, -1));
  return name.toLowerCase() === pattern.toLowerCase();
};

function withoutWorkloads(policy: Manifest, pods: readonly Manifest[], root: string): readonly Finding[] {
  const namespace = namespaceOf(policy);
  const { selector } = specOf(policy);
  const isMeshWide = namespace === root;
  if (!isRecord(selector) && isMeshWide) return [];
  const labels = pairs(record(selector)["matchLabels"]);
  const candidates = isMeshWide ? pods : inNamespace(pods, namespace);
  if (candidates.some((pod) => selectorMatches(labels, labelsOf(pod)))) return [];
  const printed = printSelector(labels) || `${namespace}/*`;
  return [
    findingOn(policy, {
      code: "IST0127",
      severity: "warning",
      path: isRecord(selector) ? "spec.selector" : "",
      message: `No workload of the mesh is selected by ${printed}`,
      params: { selector: printed },
    }),
  ];
}

function missingNamespaces(policy: Manifest, names: readonly string[]): readonly Finding[] {
  return records(specOf(policy)["rules"]).flatMap(({ from }, rule) =>
    records(from).flatMap(({ source }, at) =>
      ["namespaces", "notNamespaces"].flatMap((field) =>
        texts(record(source)[field]).flatMap((pattern, index) => {
          if (names.some((name) => matchesNamespace(name, pattern))) return [];
          return [
            missingReference(policy, {
              variant: "namespace",
              name: pattern,
              path: `spec.rules[${rule}].from[${at}].source.${field}[${index}]`,
              message: `There is no namespace ${pattern}`,
            }),
          ];
        }),
      ),
    ),
  );
}

/** IST0127, IST0101: policies that select no workload, and namespaces in them that do not exist. */
export const authorizationPolicies = listRule({
  codes: ["IST0127", "IST0101"],
  reads: [kindKeys.authorizationPolicy, kindKeys.namespace, kindKeys.pod],
  optional: [kindKeys.configMap],
  check: ([policies, namespaces, pods], { objects }) => {
    const root = meshRootNamespace(objects);
    const inMesh = meshPods(pods, namespaces);
    const names = namespaces.map(({ metadata }) => metadata.name);
    return policies.flatMap((policy) => [
      ...withoutWorkloads(policy, inMesh, root),
      ...missingNamespaces(policy, names),
    ]);
  },
});
