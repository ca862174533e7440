import { isIstioAnnotation, knownAnnotation, writtenByIstio } from "./annotation-catalog";
import { onePerController } from "./one-per-controller";
import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { annotationsOf, records, specOf } from "@/lib/config/checks/loose";
import type { Manifest } from "@/lib/config/manifest";

/** Set by the CNI plugin's injection, so no choice of anybody. */
const writtenWithCni: ReadonlySet<string> = new Set([
  "sidecar.istio.io/interceptionMode",
  "traffic.sidecar.istio.io/includeInboundPorts",
  "traffic.sidecar.istio.io/excludeInboundPorts",
  "traffic.sidecar.istio.io/includeOutboundIPRanges",
]);

const usesCni = (manifest: Manifest): boolean =>
  manifest.kind === "Pod" &&
  !records(specOf(manifest)["initContainers"]).some(({ name }) => name === "istio-init");

/** IST0136: an annotation whose behaviour may still change. */
export const alphaAnnotations = objectRule({
  codes: ["IST0136"],
  reads: [kindKeys.namespace, kindKeys.service, kindKeys.pod, kindKeys.deployment],
  among: onePerController,
  check: (manifest) =>
    Object.keys(annotationsOf(manifest)).flatMap((name) => {
      if (!isIstioAnnotation(name) || writtenByIstio.has(name)) return [];
      if (knownAnnotation(name)?.stage !== "alpha") return [];
      if (writtenWithCni.has(name) && usesCni(manifest)) return [];
      return [
        findingOn(manifest, {
          code: "IST0136",
          severity: "info",
          path: `metadata.annotations["${name}"]`,
          message: `The annotation ${name} is alpha: its behaviour may change`,
          params: { annotation: name },
        }),
      ];
    }),
});
