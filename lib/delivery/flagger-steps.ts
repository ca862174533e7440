import type { DelegatedStep, DelegatedStrategy } from "@/lib/delivery/delegated";
import { isFlaggerUnderWay, type FlaggerAnalysis } from "@/lib/delivery/flagger-canary";

/** What Flagger does with this analysis. Source: Flagger infers it from `match` and `iterations`. */
export function flaggerStrategy(analysis: FlaggerAnalysis | undefined): DelegatedStrategy {
  if (analysis === undefined) return "unknown";
  const hasIterations = (analysis.iterations ?? 0) > 0;
  if (hasIterations) return (analysis.match ?? []).length > 0 ? "ab_testing" : "blue_green";
  return "canary";
}

/** Shares of the new version, one after another. */
export function flaggerWeights({ stepWeight, stepWeights, maxWeight }: FlaggerAnalysis): readonly number[] {
  if (stepWeights !== undefined && stepWeights.length > 0) return stepWeights.slice(0, 200);
  const last = maxWeight ?? 100;
  if (stepWeight === undefined || stepWeight <= 0) return [last];
  const count = Math.min(Math.ceil(last / stepWeight), 200);
  return Array.from({ length: count }, (_, index) => Math.min((index + 1) * stepWeight, last));
}

type Progress = {
  readonly phase: string;
  /** The share that the route object has, or else what the status says. */
  readonly weightPercent: number | undefined;
  readonly iterations: number;
};

/** Gates, weights or iterations, and the promotion, each with how far it is. */
export function flaggerSteps(
  analysis: FlaggerAnalysis | undefined,
  progress: Progress,
): readonly DelegatedStep[] {
  if (analysis === undefined) return [];
  const { phase } = progress;
  const gate = (type: string) => (analysis.webhooks ?? []).find((hook) => hook.type === type)?.name;
  const [before, after] = [gate("confirm-rollout"), gate("confirm-promotion")];
  const promotes = phase === "Promoting" || phase === "Finalising";
  const state = stateFor(phase);
  return [
    ...(before === undefined
      ? []
      : [{ kind: "gate", name: before, state: state(phase === "Waiting", phase !== "Waiting") } as const]),
    ...middle(analysis, progress),
    ...(after === undefined
      ? []
      : [{ kind: "gate", name: after, state: state(phase === "WaitingPromotion", promotes) } as const]),
    { kind: "promotion", state: state(promotes, false) },
  ];
}

/** The state of a step which is current or done while a revision is under way. */
function stateFor(phase: string): (isCurrent: boolean, isDone: boolean) => DelegatedStep["state"] {
  return (isCurrent, isDone) => {
    if (phase === "Succeeded") return "done";
    if (phase === "Failed") return "skipped";
    if (!isFlaggerUnderWay(phase)) return "upcoming";
    return isCurrent ? "current" : isDone ? "done" : "upcoming";
  };
}

function middle(analysis: FlaggerAnalysis, progress: Progress): readonly DelegatedStep[] {
  const { phase, weightPercent, iterations } = progress;
  const isPast = !["Waiting", "Progressing"].includes(phase);
  const state = stateFor(phase);
  const total = analysis.iterations ?? 0;
  if (total > 0) {
    const isCurrent = phase === "Progressing";
    return [{ kind: "iteration", name: `${iterations}/${total}`, state: state(isCurrent, isPast) }];
  }
  const weights = flaggerWeights(analysis);
  const reached =
    phase === "Waiting" ? -1 : weights.findLastIndex((weight) => weight <= (weightPercent ?? -1));
  return weights.map((weight, index) => ({
    kind: "set_weight",
    weightPercent: weight,
    state: state(phase === "Progressing" && index === Math.max(reached, 0), isPast || index < reached),
  }));
}
