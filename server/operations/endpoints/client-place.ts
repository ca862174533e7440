import type { Manifest } from "@/lib/config/manifest";
import type { TruthService, TruthSubset } from "@/lib/endpoints/model";
import { destinationRuleFor } from "@/lib/xds/destination-rules";

/** The network that an object's label names. */
export const networkOf = (object: Manifest | undefined) =>
  object?.metadata.labels?.["topology.istio.io/network"];

/** Subsets of the DestinationRule that a proxy of the namespace and labels applies to the service. */
export function subsetsOf(
  rules: readonly Manifest[],
  namespace: string,
  labels: Readonly<Record<string, string>>,
  service: TruthService,
): readonly TruthSubset[] {
  const objects = { "networking.istio.io/DestinationRule": rules };
  const rule = destinationRuleFor(objects, { namespace, labels }, service);
  return (rule?.subsets ?? []).map((subset) => ({ name: subset.name, labels: subset.labels ?? {} }));
}
