import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { annotationsOf } from "@/lib/config/checks/loose";

/** Bundle versions below which istiod ignores the kind. Source: Istio 1.31. */
const minimum: Readonly<Record<string, string>> = {
  "grpcroutes.gateway.networking.k8s.io": "1.1.0",
  "backendtlspolicies.gateway.networking.k8s.io": "1.4.0",
  "tlsroutes.gateway.networking.k8s.io": "1.5.0",
  "tcproutes.gateway.networking.k8s.io": "1.6.0",
};

const numbersOf = (version: string): readonly number[] | undefined => {
  const parts = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(version);
  return parts?.slice(1).map((part) => Number(part ?? 0));
};

function isBelow(installed: readonly number[], needed: readonly number[]): boolean {
  const at = needed.findIndex((number, index) => number !== installed[index]);
  return at >= 0 && (installed[at] ?? 0) < (needed[at] ?? 0);
}

/** IST0176: the definition of a Gateway API kind is so old that istiod ignores its objects. */
export const gatewayApiVersions = objectRule({
  codes: ["IST0176"],
  reads: [kindKeys.customResourceDefinition],
  check: (manifest) => {
    const needed = minimum[manifest.metadata.name];
    const installed = annotationsOf(manifest)["gateway.networking.k8s.io/bundle-version"];
    const numbers = installed === undefined ? undefined : numbersOf(installed);
    if (needed === undefined || installed === undefined || numbers === undefined) return [];
    if (!isBelow(numbers, numbersOf(needed) ?? [])) return [];
    return [
      findingOn(manifest, {
        code: "IST0176",
        severity: "warning",
        path: `metadata.annotations["gateway.networking.k8s.io/bundle-version"]`,
        message: `Version ${installed} is below ${needed}: istiod ignores objects of this kind`,
        params: { installed, minimum: needed, crd: manifest.metadata.name },
      }),
    ];
  },
});
