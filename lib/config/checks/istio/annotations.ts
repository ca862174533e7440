import { isIstioAnnotation, knownAnnotation, writtenByIstio } from "./annotation-catalog";
import { annotationProblem } from "./annotation-values";
import { onePerController } from "./one-per-controller";
import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { annotationsOf, labelsOf } from "@/lib/config/checks/loose";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

const injectKey = "sidecar.istio.io/inject";

function findingsOf(manifest: Manifest, name: string, value: string): readonly Finding[] {
  const path = `metadata.annotations["${name}"]`;
  const known = knownAnnotation(name);
  if (known === undefined) {
    return [
      findingOn(manifest, {
        code: "IST0108",
        severity: "warning",
        path,
        message: `Istio knows no annotation ${name}`,
        params: { annotation: name },
      }),
    ];
  }
  const findings: Finding[] = [];
  // Who has the label as well keeps the annotation for older control planes.
  if (known.isDeprecated && !(name === injectKey && labelsOf(manifest)[injectKey] !== undefined)) {
    findings.push(
      findingOn(manifest, {
        code: "IST0135",
        severity: "info",
        path,
        message: `The annotation ${name} is deprecated`,
        params: { annotation: name },
      }),
    );
  }
  if (known.kinds.includes("Any")) return findings;
  if (!known.kinds.includes(manifest.kind)) {
    const kinds = known.kinds.join(", ");
    const message = `The annotation ${name} has an effect only on ${kinds}`;
    const params = { annotation: name, kinds };
    return [
      ...findings,
      findingOn(manifest, { code: "IST0107", severity: "warning", path, message, params }),
    ];
  }
  const problem = annotationProblem(name, value);
  if (problem === undefined) return findings;
  const message = `The value of ${name} cannot be used: ${problem}`;
  const params = { annotation: name, problem };
  return [...findings, findingOn(manifest, { code: "IST0125", severity: "warning", path, message, params })];
}

/** IST0107, IST0108, IST0125, IST0135: annotations that are misplaced, unknown, of no usable value or deprecated. */
export const annotations = objectRule({
  codes: ["IST0107", "IST0108", "IST0125", "IST0135"],
  reads: [kindKeys.namespace, kindKeys.service, kindKeys.pod, kindKeys.deployment],
  among: onePerController,
  check: (manifest) =>
    Object.entries(annotationsOf(manifest)).flatMap(([name, value]) =>
      isIstioAnnotation(name) && !writtenByIstio.has(name) ? findingsOf(manifest, name, value) : [],
    ),
});
