import type { ArgoSpec, ArgoStatus, ArgoStep } from "@/lib/delivery/argo-rollout";
import { isArgoUnderWay } from "@/lib/delivery/argo-rollout";
import { secondsFromGo } from "@/lib/delivery/delegated-duration";
import type { DelegatedStep } from "@/lib/delivery/delegated";

/** The steps of the spec, each with how far it is, and the promotion after the last. Blue/green has no other. */
export function argoSteps(spec: ArgoSpec, status: ArgoStatus): readonly DelegatedStep[] {
  const steps = spec.strategy?.canary?.steps ?? [];
  if (spec.strategy?.canary === undefined && spec.strategy?.blueGreen === undefined) return [];
  const index = status.promoteFull === true ? steps.length : (status.currentStepIndex ?? 0);
  const stateAt = (position: number): DelegatedStep["state"] => {
    if (status.abort === true) return "skipped";
    if (!isArgoUnderWay(status)) return (status.currentPodHash ?? "") === "" ? "upcoming" : "done";
    return position < index ? "done" : position === index ? "current" : "upcoming";
  };
  return [
    ...steps.map((step, position) => ({ ...describe(step), state: stateAt(position) })),
    { kind: "promotion", state: stateAt(steps.length) },
  ];
}

function describe(step: ArgoStep): Omit<DelegatedStep, "state"> {
  const { setWeight, pause, setCanaryScale, analysis } = step;
  if (setWeight !== undefined) return { kind: "set_weight", weightPercent: setWeight };
  if (pause !== undefined) {
    const durationSeconds = secondsFromGo(pause.duration);
    return { kind: "pause", ...(durationSeconds === undefined ? {} : { durationSeconds }) };
  }
  if (analysis !== undefined) {
    const names = (analysis.templates ?? []).flatMap(({ templateName }) => templateName ?? []);
    return { kind: "analysis", ...named(names.join(", ")) };
  }
  if (setCanaryScale !== undefined) {
    const { weight } = setCanaryScale;
    return { kind: "set_scale", ...(weight === undefined ? {} : { weightPercent: weight }) };
  }
  if (step.setHeaderRoute !== undefined) return { kind: "header_route", ...named(step.setHeaderRoute.name) };
  if (step.setMirrorRoute !== undefined) return { kind: "mirror_route", ...named(step.setMirrorRoute.name) };
  if (step.experiment !== undefined) return { kind: "experiment" };
  return step.plugin === undefined ? { kind: "unknown" } : { kind: "plugin", ...named(step.plugin.name) };
}

const named = (name: string | undefined) => (name === undefined || name === "" ? {} : { name });
