import { IntentError, type IntentModule, type IntentTarget } from "@/lib/changes/intent-module";

type Routed = { readonly api: "istio" | "gateway"; readonly service: IntentTarget };

/** A kind that has its form but can't be written yet. */
export function pendingModule<I extends Routed>(
  title: string,
  start: (service: IntentTarget, api: "istio" | "gateway") => I,
): IntentModule<I> {
  const refuse = (): never => {
    throw new IntentError(`${title} can't be written yet`, { field: "api", reason: "not_served" });
  };
  return {
    fits: () => [{ api: "istio", fits: false, obstacle: "not_served", inexpressible: [] }],
    instances: () => [],
    start: (_objects, target, api) => start({ ...target }, api),
    toManifests: refuse,
    remove: refuse,
    refs: () => [],
    target: ({ service }) => service,
    title: ({ service }) => `${title} of ${service.namespace}/${service.name}`,
  };
}
