"use client";
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { textFromWeights, weightsFromText, type Weights } from "@/lib/routing/balance-weights";
import type { ServiceName } from "@/lib/routing/snapshot";

export const splitSteps = ["service", "options", "weights", "review", "verify"] as const;
type SplitStep = (typeof splitSteps)[number];

const parsers = {
  service: parseAsString.withDefault(""),
  step: parseAsStringLiteral(splitSteps),
  api: parseAsStringLiteral(["istio", "gateway"] as const),
  port: parseAsInteger,
  w: parseAsString.withDefault(""),
  plan: parseAsString,
  change: parseAsString,
};

/** `ns/name` as a service; undefined when it is none. */
function serviceFromText(text: string): ServiceName | undefined {
  const [namespace = "", name = "", more] = text.split("/");
  return namespace === "" || name === "" || more !== undefined ? undefined : { namespace, name };
}

/** The wizard's whole state lives in the URL, so that a reload or a copied link shows the same step. */
export function useSplitState() {
  const [state, set] = useQueryStates(parsers, { history: "push" });
  const service = serviceFromText(state.service);
  return {
    service,
    step: currentStep(service, state),
    api: state.api,
    port: state.port ?? undefined,
    weights: weightsFromText(state.w),
    planHash: state.plan,
    changeId: state.change,
    choose: (name: ServiceName) =>
      set({ service: `${name.namespace}/${name.name}`, step: "options", w: null, plan: null, change: null }),
    go: (step: SplitStep) => set({ step, ...(step === "service" ? { service: null, w: null } : {}) }),
    setPort: (port: number | undefined) => set({ port: port ?? null, w: null, plan: null }),
    setApi: (api: "istio" | "gateway") => set({ api, w: null, plan: null }),
    // Each move of a slider is no page of its own.
    setWeights: (weights: Weights) =>
      set({ w: textFromWeights(weights), plan: null }, { history: "replace" }),
    planned: (planHash: string) => set({ plan: planHash, step: "review" }),
    applied: (changeId: string) => set({ change: changeId, step: "verify" }),
  };
}

function currentStep(
  service: ServiceName | undefined,
  state: { step: SplitStep | null; plan: string | null; change: string | null },
): SplitStep {
  if (service === undefined) return "service";
  const step = state.step ?? "options";
  if (step === "verify" && state.change === null) return "options";
  return step === "review" && state.plan === null ? "weights" : step;
}
