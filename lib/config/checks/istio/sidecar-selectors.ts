import { isNamespaceAmbient, isPodAmbient } from "./in-mesh";
import { findInCluster } from "./selectors";
import { overlaps, selectWorkloads } from "./workload-selection";
import { listRule } from "@/lib/config/checks/define-rule";
import { grouped } from "@/lib/config/checks/grouped";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { namespaceOf, pairs, record, specOf } from "@/lib/config/checks/loose";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

const labelsIn = (sidecar: Manifest) => pairs(record(specOf(sidecar)["workloadSelector"])["labels"]);
const hasSelector = (sidecar: Manifest): boolean => Object.keys(labelsIn(sidecar)).length > 0;

function ineffective(sidecar: Manifest, variant: "namespace" | "workload"): Finding {
  const message = `The ${variant} is in ambient mode, where a Sidecar has no effect`;
  return findingOn(sidecar, { code: "IST0167", severity: "warning", path: "", message, params: { variant } });
}

function selectorFindings(sidecars: readonly Manifest[], pods: readonly Manifest[]): readonly Finding[] {
  const { byPod, findings } = selectWorkloads(
    sidecars.map((manifest) => ({
      manifest,
      labels: labelsIn(manifest),
      path: "spec.workloadSelector.labels",
    })),
    pods,
  );
  const ambient = new Set([...byPod].flatMap(([pod, selecting]) => (isPodAmbient(pod) ? selecting : [])));
  const withSidecars = new Map([...byPod].filter(([pod]) => !isPodAmbient(pod)));
  return [
    ...findings,
    ...[...ambient].map((sidecar) => ineffective(sidecar, "workload")),
    ...overlaps(withSidecars, (sidecar, others, pod) =>
      findingOn(sidecar, {
        code: "IST0110",
        severity: "error",
        path: "spec.workloadSelector",
        message: `${others} selects the pod ${pod.metadata.name} as well: which of them counts is not defined`,
        params: { others, pod: pod.metadata.name },
      }),
    ),
  ];
}

function defaultFindings(sidecars: readonly Manifest[], namespaces: readonly Manifest[]): readonly Finding[] {
  return [...grouped(sidecars, namespaceOf)].flatMap(([namespace, group]) => {
    if (isNamespaceAmbient(findInCluster(namespaces, namespace))) {
      return group.map((sidecar) => ineffective(sidecar, "namespace"));
    }
    if (group.length < 2) return [];
    return group.map((sidecar) => {
      const others = group
        .filter((one) => one !== sidecar)
        .map(({ metadata: { name } }) => name)
        .toSorted()
        .join(", ");
      return findingOn(sidecar, {
        code: "IST0111",
        severity: "error",
        path: "spec.workloadSelector",
        message: `${others} is a default of ${namespace} as well: which of them counts is not defined`,
        params: { others, namespace },
      });
    });
  });
}

/** IST0101, IST0110, IST0111, IST0167: Sidecars that select nothing, the same pods, or what has no sidecar. */
export const sidecarSelectors = listRule({
  codes: ["IST0101", "IST0110", "IST0111", "IST0167"],
  reads: [kindKeys.sidecar, kindKeys.pod, kindKeys.namespace],
  check: ([sidecars, pods, namespaces]) => [
    ...selectorFindings(sidecars.filter(hasSelector), pods),
    ...defaultFindings(
      sidecars.filter((sidecar) => !hasSelector(sidecar)),
      namespaces,
    ),
  ],
});
